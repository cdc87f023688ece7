"""Moderators of a part of the site: those of a tag decide below every article under it, those of an article below that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from blog.posts.models import Post

from .models import Assignment, Comment, Defaults

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

# One request asks for every comment on a page.
_MEMO = "_parts"
_ASSIGNED = "_assigned"


@dataclass(frozen=True)
class Parts:
    """Keys of the tags and articles that somebody was given."""

    tags: frozenset[int] = frozenset()
    posts: frozenset[int] = frozenset()
    authors_moderate: bool = field(default=True, compare=False)  # read by the way

    def __bool__(self) -> bool:
        return bool(self.tags or self.posts)


def parts_of(user: User | AnonymousUser) -> Parts:
    if not (user.is_authenticated and user.is_active and user.is_staff):
        return Parts()
    if not hasattr(user, _MEMO):
        setattr(user, _MEMO, _read(user.pk))
    return getattr(user, _MEMO)


def _read(user_id: int) -> Parts:
    """With what the site says of authors, since whoever asks for the one asks for the other next."""
    said = Subquery(Defaults.objects.filter(pk=1).values("authors_moderate"))
    person = get_user_model().objects.filter(pk=user_id).order_by()
    rows = list(person.values_list("assignments__tag", "assignments__post", said))
    return Parts(
        frozenset(tag for tag, _post, _said in rows if tag),
        frozenset(post for _tag, post, _said in rows if post),
        all(said is not False for *_part, said in rows),
    )


def is_assigned(user: User | AnonymousUser, post_id: int) -> bool:
    """Was this person given the article, or a tag that it stands under?"""
    parts = parts_of(user)
    if post_id in parts.posts:
        return True
    if not parts.tags:
        return False
    known = user.__dict__.setdefault(_ASSIGNED, {})
    if post_id not in known:
        known[post_id] = Post.tags.through.objects.filter(post=post_id, tag__in=parts.tags).exists()
    return known[post_id]


def column(user: User | AnonymousUser) -> dict[str, Exists]:
    """The same for a query that reads comments, where it would have to be asked for each article; see `learn`."""
    tags = parts_of(user).tags
    under = Post.tags.through.objects.filter(post=OuterRef("discussion"), tag__in=tags)
    return {"is_under_a_tag": Exists(under)} if tags else {}


def learn(user: User, comments: Iterable[Comment]) -> None:
    """Remember what `column` said, for as long as this request lasts."""
    read = {comment.discussion_id: vars(comment).get("is_under_a_tag") for comment in comments}
    user.__dict__.setdefault(_ASSIGNED, {}).update({post: is_so for post, is_so in read.items() if is_so is not None})


def posts_in(parts: Parts) -> Q:
    """The articles of these parts, as a condition on `Post`."""
    under = Post.tags.through.objects.filter(tag__in=parts.tags).order_by().values("post")
    return Q(pk__in=parts.posts) | Q(pk__in=under) if parts.tags else Q(pk__in=parts.posts)


def assigned_to(post_id: int) -> QuerySet[User]:
    """Everybody whom `is_assigned` lets decide below an article."""
    tags = Post.tags.through.objects.filter(post=post_id).order_by().values("tag")
    given = Assignment.objects.filter(Q(post=post_id) | Q(tag__in=tags)).order_by().values("user")
    return get_user_model().objects.filter(pk__in=given, is_staff=True, is_active=True)
