"""Drafts of answers: saved as one types, never overwritten unseen, gone when the answer is published.

Whoever saves or publishes says which version they have before them. Where another window has saved
since, nothing is written, and both texts are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from blog import markup
from comments import moderation, submission
from comments.models import Comment, Draft

if TYPE_CHECKING:
    from accounts.models import User

MAX_LENGTH = 100_000  # characters; more than may be published, since cutting is done afterwards


class Conflict(Exception):
    """Another window has saved another text since, or there is no draft any more (published, or emptied)."""

    def __init__(self, draft: Draft | None) -> None:
        super().__init__("another version")
        self.draft = draft


class TooLong(Exception):
    """More than is kept."""


@dataclass(frozen=True)
class Writing:
    """What one window has before it. `version` is the draft's that it last saw, 0 where it has seen none."""

    user: User
    about: Comment
    answers: Comment
    body: str
    version: int = 0
    seen: str = ""  # of what is answered: `moderation.as_seen()`


def of(user: User, about: Comment) -> Draft | None:
    return Draft.objects.filter(user=user, about=about).first()


def save(writing: Writing) -> Draft | None:
    """Keep a text; an empty one ends the draft, and its plan. Raises `Conflict` or `TooLong`."""
    body = markup.clean_text(writing.body)
    if len(body) > MAX_LENGTH:
        raise TooLong
    if not body.strip():
        _end(writing)
        return None
    if writing.version == 0:
        return _begin(writing, body)
    values = {"body": body, "answers": writing.answers, "version": F("version") + 1, "saved_at": timezone.now()}
    if not _mine(writing).filter(version=writing.version).update(**values):
        return _same_or_conflict(writing, body)
    return of(writing.user, writing.about)


def publish(writing: Writing, *, network: str = "") -> tuple[submission.Sent, moderation.Outcome]:
    """Publish the answer and end its draft, or neither. Raises `Conflict` or `submission.Refused`."""
    with transaction.atomic():
        _take(writing)
        return submission.answer(writing.answers, writing.body, by=writing.user, network=network, seen=writing.seen)


def _mine(writing: Writing) -> QuerySet[Draft]:
    return Draft.objects.filter(user=writing.user, about=writing.about)


def _begin(writing: Writing, body: str) -> Draft:
    try:
        with transaction.atomic():
            return Draft.objects.create(user=writing.user, about=writing.about, answers=writing.answers, body=body)
    except IntegrityError:
        return _same_or_conflict(writing, body)


def _same_or_conflict(writing: Writing, body: str) -> Draft:
    """Two windows that say the same do not disagree."""
    found = _mine(writing).first()
    if found and found.body == body:
        return found
    raise Conflict(found)


def _end(writing: Writing) -> None:
    if _mine(writing).filter(version=writing.version).delete()[0]:
        return
    if found := _mine(writing).first():
        raise Conflict(found)


def _take(writing: Writing) -> None:
    """End the draft that this text is the latest version of; whoever does has it alone."""
    if _mine(writing).filter(version=writing.version).delete()[0]:
        return
    left = _mine(writing).first()
    if left is None and writing.version == 0:
        return
    is_same = left is not None and left.body == markup.clean_text(writing.body)
    if not left or not is_same or not _mine(writing).filter(version=left.version).delete()[0]:
        raise Conflict(left)
