"""Where an answer to a letter goes, on sites that take answers by mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comments.inbox.addresses import reply_to
from comments.models import Comment
from comments.readers import Reader

if TYPE_CHECKING:
    from accounts.models import User


def address(comment: Comment, user: User) -> str:
    """For `Reply-To`; "" where this site takes no answers by mail."""
    return reply_to(comment, Reader(user=user))


def headers(to: str) -> dict[str, str]:
    return {"Reply-To": to} if to else {}
