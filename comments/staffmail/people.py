"""Who decides on comments and can be written to, and which mail they want."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower

from comments import moderation, parts
from comments.models import Comment, StaffMail

if TYPE_CHECKING:
    from accounts.models import User


def moderators() -> QuerySet[User]:
    """Everybody whom `moderation.can_moderate` lets decide, in one query."""
    return get_user_model().objects.with_perm("comments.moderate_comment").filter(is_staff=True)


def with_mail(users: QuerySet[User]) -> QuerySet[User]:
    """Those of them with a proven address (`has_proven_address`), in one query."""
    proven = EmailAddress.objects.annotate(small=Lower("email")).filter(user=OuterRef("pk"), verified=True)
    return users.annotate(small=Lower("email")).filter(Exists(proven.filter(small=OuterRef("small"))))


def deciders(comment: Comment, moderators: Iterable[User]) -> list[User]:
    """Of these moderators, those of this part of the site, and its author where authors decide: all but who wrote it."""
    found = {user.pk: user for user in [*moderators, *with_mail(parts.assigned_to(comment.discussion_id))]}
    author = comment.discussion.post.author
    if author.pk not in found and decides_as_author(author, comment) and author.has_proven_address:
        found[author.pk] = author
    return [user for _pk, user in sorted(found.items()) if not wrote(user, comment)]


def decides_as_author(user: User, comment: Comment) -> bool:
    return moderation.Asker.AUTHOR in moderation.askers(user, comment)


def wrote(user: User, comment: Comment) -> bool:
    """Under this account, or under its address where that was proven; a typed one may be anybody's."""
    if comment.user_id:
        return comment.user_id == user.pk
    return comment.proof == Comment.Proof.ADDRESS and comment.email.lower() == (user.email or "").lower()


def wishes(user: User) -> StaffMail:
    """What this person wants; a row that is not stored where they never said."""
    return StaffMail.objects.filter(pk=user.pk).first() or StaffMail(user=user)
