"""How long readers usually wait for one: to be approved, and to be answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from comments.models import Comment, Status
from comments.receipts import standing

if TYPE_CHECKING:
    from accounts.models import User

LOOKED_AT = 4 * standing.SAMPLE  # of one's latest words: most of them are answers to readers
_SHOWN = (Status.APPROVED, Comment.Kind.COMMENT)
_READ = ("status", "kind", "role", "shown_at", "parent__role", "parent__submitted_at")


@dataclass(frozen=True)
class Pace:
    """Medians of the latest; None where there are too few to say what is usual."""

    to_approve: timedelta | None
    to_answer: timedelta | None


def of(user: User) -> Pace:
    return Pace(standing.usual_wait(user), _to_answer(user))


def _to_answer(user: User) -> timedelta | None:
    """From the moment that a reader sent a word to the moment that they could see the answer."""
    # Looked at here: SQLite would rather walk all that is approved than these few, whatever else it is asked of them.
    latest = Comment.objects.filter(user=user).order_by("-pk").values_list(*_READ)[:LOOKED_AT]
    found = [
        (shown_at, sent_at)
        for status, kind, role, shown_at, answered, sent_at in latest
        if (status, kind) == _SHOWN and role and answered == Comment.Role.READER
    ]
    return standing.middle(found[: standing.SAMPLE])
