"""Doing background work so that it is never done twice at once, and never pesters what is broken."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from blog import metrics
from blog.chores.models import Chore

logger = logging.getLogger("blog.chores")

WAITS = tuple(
    timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60)
)  # after each failure in a row; the last repeats
WORKER = "worker"  # the row that is its pulse

Result = TypeVar("Result")


def perform(name: str, work: Callable[[], Result], *, alone_for: timedelta | None = None) -> Result | None:
    """Do it, unless it failed a moment ago. None where it was not done, or failed, which is noted.

    `alone_for`: nobody else does it meanwhile; a worker that dies holds the others up for so long at most.
    Raises DatabaseError when not even the failure can be noted.
    """
    if Chore.objects.filter(name=name, try_at__gt=timezone.now()).exists():
        return None
    if alone_for is None:
        return _tried(name, work)
    with alone(name, alone_for) as is_mine:
        return _tried(name, work) if is_mine else None


@contextmanager
def alone(name: str, lease: timedelta) -> Iterator[bool]:
    """Whether it is in our hands. Whoever writes first has it."""
    now, me = timezone.now(), uuid.uuid4()
    _make(name)
    is_mine = Chore.objects.filter(name=name).free(now).update(claimed_until=now + lease, claimed_by=me) == 1
    try:
        yield is_mine
    finally:
        if is_mine:
            Chore.objects.filter(name=name, claimed_by=me).update(claimed_until=None, claimed_by=None)


def beat() -> None:
    """The worker was here."""
    now = timezone.now()
    if not Chore.objects.filter(name=WORKER).update(seen_at=now):
        _make(WORKER)
        Chore.objects.filter(name=WORKER).update(seen_at=now)


def last_beat() -> datetime | None:
    return Chore.objects.filter(name=WORKER).values_list("seen_at", flat=True).first()


def _tried(name: str, work: Callable[[], Result]) -> Result | None:
    try:
        result = work()
    except Exception as error:  # whatever it is, the other chores go on
        metrics.count("work_total", name=name, result="failed")
        _note_failure(name, error)
        logger.exception("The background work %r failed.", name)
        return None
    metrics.count("work_total", name=name, result="done")
    Chore.objects.failing().filter(name=name).update(failures=0, failing_since=None, try_at=None, error="")
    return result


def _note_failure(name: str, error: Exception) -> None:
    _make(name)
    now, chore = timezone.now(), Chore.objects.get(name=name)
    Chore.objects.filter(name=name).update(
        failures=F("failures") + 1,
        failing_since=chore.failing_since or now,
        try_at=now + WAITS[min(chore.failures, len(WAITS) - 1)],
        error=type(error).__name__,  # its words may hold what nobody should read; the log has them
    )


def _make(name: str) -> None:
    if Chore.objects.filter(name=name).exists():
        return
    try:
        with transaction.atomic():
            Chore.objects.create(name=name)
    except IntegrityError:
        pass  # another one was faster
