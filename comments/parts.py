"""Moderators of a part of the site: those of a tag decide below every article under it, those of an article below that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from blog.posts.models import Post

from .models import Assignment

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

_MEMO = "_parts"  # one request asks for every comment on a page


@dataclass(frozen=True)
class Parts:
    """Keys of the tags and articles that somebody was given."""

    tags: frozenset[int] = frozenset()
    posts: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.tags or self.posts)


def parts_of(user: User | AnonymousUser) -> Parts:
    if not (user.is_authenticated and user.is_active and user.is_staff):
        return Parts()
    if not hasattr(user, _MEMO):
        rows = Assignment.objects.filter(user=user.pk).order_by().values_list("tag", "post")
        tags = frozenset(tag for tag, _post in rows if tag)
        setattr(user, _MEMO, Parts(tags, frozenset(post for _tag, post in rows if post)))
    return getattr(user, _MEMO)


def is_assigned(user: User | AnonymousUser, post_id: int) -> bool:
    """Was this person given the article, or a tag that it stands under?"""
    parts = parts_of(user)
    if post_id in parts.posts:
        return True
    return bool(parts.tags) and Post.tags.through.objects.filter(post=post_id, tag__in=parts.tags).exists()


def posts_in(parts: Parts) -> Q:
    """The articles of these parts, as a condition on `Post`."""
    under = Post.tags.through.objects.filter(tag__in=parts.tags).order_by().values("post")
    return Q(pk__in=parts.posts) | Q(pk__in=under) if parts.tags else Q(pk__in=parts.posts)


def assigned_to(post_id: int) -> QuerySet[User]:
    """Everybody whom `is_assigned` lets decide below an article."""
    tags = Post.tags.through.objects.filter(post=post_id).order_by().values("tag")
    given = Assignment.objects.filter(Q(post=post_id) | Q(tag__in=tags)).order_by().values("user")
    return get_user_model().objects.filter(pk__in=given, is_staff=True, is_active=True)
