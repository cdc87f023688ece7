"""Whose comments somebody decides on in the panel: all, those of their part or below their own articles, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from blog.posts.models import Post
from comments import moderation, parts
from comments.models import Comment, Discussion
from comments.moderation import Asker

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

STAFF = frozenset({Asker.MODERATOR, Asker.AUTHOR})


def scope(user: User | AnonymousUser) -> QuerySet[Comment] | None:
    """The comments this person decides on, whatever their status; None for who decides on nothing.

    What still rests is its writer's alone.
    """
    if moderation.can_moderate(user):
        return Comment.objects.awake()
    posts = posts_of(user)
    # A subquery, not a join: so the database may walk an index of the comments and stop after a page.
    return None if posts is None else Comment.objects.awake().filter(discussion__in=posts.order_by().values("pk"))


def posts_of(user: User | AnonymousUser) -> QuerySet[Post] | None:
    """The articles below which somebody decides; None for who decides nowhere."""
    if moderation.can_moderate(user):
        return Post.objects.all()
    theirs = parts.parts_of(user)
    is_author = _decides_on_own(user)
    if not (theirs or is_author):
        return None
    own = Q(author=user.pk) if is_author else Q(pk__in=[])
    return Post.objects.filter(own | parts.posts_in(theirs))


def capacities(user: User | AnonymousUser, discussion: Discussion) -> frozenset[Asker]:
    """In what capacity this person decides on the comments of a discussion, if in any."""
    if moderation.can_moderate(user) or parts.is_assigned(user, discussion.pk):
        return frozenset({Asker.MODERATOR})
    if moderation.can_moderate_discussion(user, discussion):
        return frozenset({Asker.AUTHOR})
    return frozenset()


def _decides_on_own(user: User | AnonymousUser) -> bool:
    """The same question as `moderation` asks of one article's author, asked without an article."""
    if not (user.is_active and user.is_staff and user.has_perm("posts.change_post")):
        return False
    return parts.parts_of(user).authors_moderate
