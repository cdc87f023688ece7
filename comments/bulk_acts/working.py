"""Working off acts on many comments: a batch is a transaction, so that nobody who writes waits for long.

A worker that dies leaves a claim that runs out; who goes on then asks for what is left, since every comment that was
moved has its event. So nothing is done twice, and nothing is forgotten.
"""

from __future__ import annotations

import time
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from blog import jobs
from comments import moderation, undoing
from comments.bulk_acts.selecting import selected, untouched_since
from comments.models import BulkAct, Comment, Event, Status
from comments.moderation import Outcome

if TYPE_CHECKING:
    from accounts.models import User

WORK = "bulk"  # what `jobs` knows it as
BATCH = 200  # comments: a fifth of a second under the locks
BREATH = 0.02  # seconds between two batches: whoever waits to write gets a turn
LEASE = timedelta(minutes=1)  # of a batch that takes a second
AT_ONCE = 200  # comments that whoever asks may wait for
SLOW = timedelta(seconds=4)  # after which a page may do what no worker took


def owe(bulk: BulkAct) -> BulkAct:
    bulk.save(force_insert=True)
    return begin(bulk)


def begin(bulk: BulkAct) -> BulkAct:
    """Do a small one at once: nobody should look at a progress bar for a second's work."""
    if bulk.total <= AT_ONCE:
        work_off(bulk.pk)
        bulk.refresh_from_db()
    else:
        jobs.enqueue(WORK)
    return bulk


def work_off_all() -> int:
    """All that is owed and in nobody's hands. Returns how many acts were worked on."""
    done = 0
    for pk in list(owed().values_list("pk", flat=True)):
        if jobs.ended.is_set():
            break
        done += work_off(pk)
    return done


def owed() -> QuerySet[BulkAct]:
    now = timezone.now()
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    return BulkAct.objects.filter(free, state=BulkAct.State.OWED).order_by("asked_at")


def is_neglected(bulk: BulkAct) -> bool:
    """Did no worker take it, though it had the time? Then a page may."""
    return bulk.asked_at < timezone.now() - SLOW and owed().filter(pk=bulk.pk).exists()


def stop(bulk: BulkAct) -> bool:
    """End it after the batch in hand. False where it has ended already."""
    rows = BulkAct.objects.filter(pk=bulk.pk, state=BulkAct.State.OWED)
    return bool(rows.update(state=BulkAct.State.STOPPED, ended_at=timezone.now()))


def work_off(pk: uuid.UUID, *, seconds: float | None = None) -> bool:
    """Do one, or as much of it as fits into so many seconds. False where it is in other hands, or ended."""
    me = uuid.uuid4()
    mine = BulkAct.objects.filter(pk=pk, state=BulkAct.State.OWED)
    if not owed().filter(pk=pk).update(claimed_until=timezone.now() + LEASE, claimed_by=me):
        return False
    bulk = BulkAct.objects.select_related("user").get(pk=pk)
    until = None if seconds is None else timezone.now() + timedelta(seconds=seconds)
    for batch in batches(remaining(bulk)):
        outcome = _do(bulk, [pk for _discussion, pk in batch])
        bulk.left = dict(Counter(bulk.left) + Counter(skipped.why for skipped in outcome.skipped))
        place = dict(zip(("at_discussion", "at_comment"), batch[-1], strict=True))
        still = mine.filter(claimed_by=me).update(left=bulk.left, claimed_until=timezone.now() + LEASE, **place)
        if not still and bulk.undoes:
            undoing.settle(bulk.undoes)  # stopped
        if not still or jobs.ended.is_set() or (until and timezone.now() >= until):
            mine.filter(claimed_by=me).update(claimed_until=None, claimed_by=None)
            return True
        time.sleep(BREATH)
    mine.filter(claimed_by=me).update(state=BulkAct.State.DONE, ended_at=timezone.now(), claimed_until=None)
    if bulk.undoes:
        undoing.settle(bulk.undoes)
    return True


def remaining(bulk: BulkAct) -> list[tuple[int, int]]:
    """Discussion and key of the comments that are still to be moved, those of one discussion together."""
    mine = Event.objects.filter(comment=OuterRef("pk"), act=bulk.pk)
    rows = _undoing(bulk) if bulk.undoes else _moving(bulk)
    here = Q(discussion=bulk.at_discussion, pk__gt=bulk.at_comment)
    beyond = rows.filter(Q(discussion__gt=bulk.at_discussion) | here)
    found = beyond.filter(~Exists(mine)).order_by("discussion", "pk")
    return list(found.values_list("discussion", "pk"))


def batches(keys: Iterable[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    found = iter(keys)
    while batch := list(islice(found, BATCH)):
        yield batch


def done(bulk: BulkAct) -> int:
    """How many comments it has moved so far."""
    return Event.objects.filter(act=bulk.pk).count()


def _moving(bulk: BulkAct) -> QuerySet[Comment]:
    rows = selected(bulk.user, bulk.query).filter(pk__lte=bulk.until).exclude(status=bulk.to_status)
    return untouched_since(rows, bulk.asked_at)


def _undoing(bulk: BulkAct) -> QuerySet[Comment]:
    moved = Event.objects.filter(act=bulk.undoes or uuid.UUID(int=0)).exclude(from_status=F("to_status"))
    return Comment.objects.filter(pk__in=moved.order_by().values("comment"))


def _do(bulk: BulkAct, keys: list[int]) -> Outcome:
    user: User = bulk.user
    if bulk.undoes:
        return moderation.undo(bulk.undoes, by=user, only=keys, key=bulk.pk)
    to = Status(bulk.to_status)
    return moderation.moderate(keys, to, by=user, reason=bulk.reason, act=bulk.pk, counted_at=bulk.asked_at)
