"""How long readers usually wait for one: to be approved, and to be answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from comments.models import Comment
from comments.receipts import standing

if TYPE_CHECKING:
    from accounts.models import User

LOOKED_AT = 4 * standing.SAMPLE  # of one's latest words: most of them are answers to readers


@dataclass(frozen=True)
class Pace:
    """Medians of the latest; None where there are too few to say what is usual."""

    to_approve: timedelta | None
    to_answer: timedelta | None


def of(user: User) -> Pace:
    return Pace(standing.usual_wait(user), _to_answer(user))


def _to_answer(user: User) -> timedelta | None:
    """From the moment that a reader sent a word to the moment that they could see the answer."""
    latest = Comment.objects.filter(user=user).order_by("-pk").values("pk")[:LOOKED_AT]
    answers = Comment.objects.shown().filter(pk__in=latest, parent__role="", parent__isnull=False).exclude(role="")
    return standing.middle(answers.order_by("-pk").values_list("shown_at", "parent__submitted_at")[: standing.SAMPLE])
