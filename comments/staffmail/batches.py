"""One letter about several comments that wait: which it holds, and when it goes.

It is owed with the first of them and holds what was announced from then until the next such letter
was owed to the same person. The latest takes in more until a worker has it in hand: joining writes
to the letter's row and so waits for a worker that claims it, and the other way round.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from blog.mail import outbox
from blog.mail.models import Letter, LetterQuerySet, address_mark
from comments.models import Comment
from comments.panel import queue
from comments.panel.scope import scope
from comments.staffmail import people

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User

KIND = "held-ten"
TEN = 10  # comments written out in one letter; what is more is counted
MOST_COUNTED = 1000


def join(comment: Comment, user: User, now: datetime, *, wait: timedelta, may_hasten: bool = False) -> None:
    """Put a comment announced at `now` into this person's next letter, in the caller's transaction.

    A new letter goes after `wait`; where it `may_hasten`, as soon as ten wait.
    """
    letters = _latest_open(user)
    if not letters.update(about=user.pk):  # a write, so that no worker takes it before this is done
        _begin(comment, user, now, wait)
    early = _latest_open(user).filter(attempts=0, due_at__gt=now)
    if may_hasten and (letter := early.first()) and len(keys(letter, user)) >= TEN:
        early.update(due_at=now, try_at=now)


def keys(letter: Letter, user: User) -> list[int]:
    """The comments of a letter that still wait for this person, longest first; no more than can be counted."""
    theirs = scope(user)
    if theirs is None:
        return []
    rows = queue.waiting(theirs).filter(announced_at__gte=letter.created_at)
    following = Letter.objects.filter(kind=KIND, about=user.pk, created_at__gt=letter.created_at)
    if until := following.order_by("created_at").values_list("created_at", flat=True).first():
        rows = rows.filter(announced_at__lt=until)
    return _untold(rows, user)


def _untold(rows: QuerySet[Comment], user: User) -> list[int]:
    """Without what this person wrote, or had a letter of its own about."""
    found = rows.order_by("submitted_at", "pk").only("pk", "user_id", "proof", "email")[:MOST_COUNTED]
    pks = [comment.pk for comment in found if not people.wrote(user, comment)]
    own = Letter.objects.filter(key__in=[f"held:{pk}:{user.pk}" for pk in pks])
    told = set(own.values_list("about", flat=True))
    return [pk for pk in pks if pk not in told]


def _latest_open(user: User) -> LetterQuerySet:
    """The letter that can be joined, if the latest can: what is announced now is in none before it."""
    latest = Letter.objects.filter(kind=KIND, about=user.pk).order_by("-created_at", "-pk").first()
    rows = Letter.objects.owed().filter(pk=latest.pk if latest else 0)
    return rows.filter(address=address_mark(user.email or ""), claimed_until=None)


def _begin(comment: Comment, user: User, now: datetime, wait: timedelta) -> None:
    key = f"{KIND}:{user.pk}:{comment.pk}"
    Letter.objects.filter(key=key).update(key=None)  # it waited before, and waits anew
    letter = outbox.owe(KIND, user.email or "", about=user.pk, key=key, due_at=timezone.now() + wait)
    if letter:
        Letter.objects.filter(pk=letter.pk).update(created_at=now)  # the comment was announced then
