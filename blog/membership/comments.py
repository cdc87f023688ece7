"""Somebody's own comments, and what became of them in their words."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from comments import links
from comments.models import Comment, Status

STANDING = {
    Status.PENDING: _("Awaiting approval"),
    Status.APPROVED: _("On the page"),
    Status.DECLINED: _("Declined"),
    Status.SPAM: _("Taken for advertising"),
    Status.REMOVED: _("Removed by a moderator"),
    Status.WITHDRAWN: _("Withdrawn by you"),
}
RESTING = _("Resting; nobody reads it yet")


def comments_of(user: User) -> QuerySet[Comment]:
    """Newest first."""
    own = Comment.objects.filter(user=user, kind=Comment.Kind.COMMENT)
    return own.select_related("discussion__post").order_by("-submitted_at", "-pk")


def annotate(comments: list[Comment]) -> list[Comment]:
    """Gives each its `standing` in words and the address of its `receipt`, where it is edited and withdrawn."""
    for comment in comments:
        is_resting = comment.status == Status.PENDING and not comment.is_awake
        comment.standing = RESTING if is_resting else STANDING[Status(comment.status)]  # type: ignore[attr-defined]
        token = links.token(links.RECEIPT, comment)
        comment.receipt = reverse("comments:receipt", args=[token])  # type: ignore[attr-defined]
    return comments
