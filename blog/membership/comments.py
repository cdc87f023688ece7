"""Somebody's own comments."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import User
from comments.models import Comment


def comments_of(user: User) -> QuerySet[Comment]:
    """Newest first."""
    own = Comment.objects.filter(user=user, kind=Comment.Kind.COMMENT)
    return own.select_related("discussion__post").order_by("-submitted_at", "-pk")
