"""What Akismet is to be asked and told, each a row that stays until it is done.

All of it is done in the background, so no writer waits for a foreign machine, and its answer moves no comment: it
stands on the card, and puts the comment last where the queue is ordered so. Without an answer a comment is held as it
would be anyway. Nothing leaves unless there is a key in the environment and the owner switched it on.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from blog import jobs
from comments.models import Comment, Status
from comments.models.spam import AkismetErrand, Label, SpamFilter, SpamScore

from . import akismet
from .akismet import AkismetError

logger = logging.getLogger("comments.spam")

WORK = "akismet"
BATCH = 10  # one after the other, while other work waits
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))  # after each failure; the last repeats
MOST_ATTEMPTS = 10  # about three days; what is so old nobody is told any more
LEASE = timedelta(minutes=2)  # in whose hands it is: nobody else takes it up so long
Kind = AkismetErrand.Kind


def may_ask(filter_: SpamFilter) -> bool:
    return filter_.is_on and filter_.uses_akismet and akismet.is_configured()


def ask(comment: Comment) -> None:
    """Have it asked about a comment that waits for a decision anyway."""
    if comment.status == Status.PENDING:
        AkismetErrand.objects.create(comment=comment, kind=Kind.CHECK, due_at=comment.rests_until or timezone.now())
        jobs.enqueue(WORK)


def after(score: SpamScore, label: Label | None) -> None:
    """Somebody decided: have it told where it holds something else. What was not told yet of an earlier decision is not."""
    if not score.akismet:
        return
    AkismetErrand.objects.filter(comment=score.comment_id).exclude(kind=Kind.CHECK).delete()
    if label is not None and label != score.akismet:
        AkismetErrand.objects.create(comment_id=score.comment_id, kind=Kind(label.value))


def drop(comment: Comment) -> None:
    """It is told nothing more about this comment."""
    AkismetErrand.objects.filter(comment=comment).delete()
    SpamScore.objects.filter(comment=comment).update(akismet="")


def run_due(limit: int = BATCH) -> int:
    """Do what is due. Returns how many errands were done; after a failure the rest waits for the next look."""
    filter_ = SpamFilter.current()
    if not may_ask(filter_):
        return 0
    due = AkismetErrand.objects.filter(due_at__lte=timezone.now()).order_by("due_at", "pk")
    done = 0
    for errand in due.select_related("comment__discussion__post")[:limit]:
        if jobs.ended.is_set() or not _taken(errand):
            continue
        try:
            _do(errand)
        except AkismetError as error:
            _put_off(errand, str(error))
            break
        done += 1
    if done:
        SpamFilter.objects.exclude(akismet_trouble="").update(akismet_trouble="")
    return done


def _taken(errand: AkismetErrand) -> bool:
    same = AkismetErrand.objects.filter(pk=errand.pk, due_at=errand.due_at)
    return same.update(due_at=timezone.now() + LEASE) == 1


def _do(errand: AkismetErrand) -> None:
    comment = errand.comment
    if errand.kind != Kind.CHECK:
        label = Label(errand.kind)
        akismet.tell(comment, label)
        _done(errand, label)
    elif comment.is_waiting:
        _done(errand, akismet.check(comment))
    else:  # decided already, or taken back: nothing is to be known of it
        AkismetErrand.objects.filter(pk=errand.pk).delete()


def _done(errand: AkismetErrand, holds: Label) -> None:
    """What it holds of the comment from now on. Whoever erased the comment meanwhile dropped the errand, and it is not noted."""
    with transaction.atomic():
        if AkismetErrand.objects.filter(pk=errand.pk).delete()[0]:
            SpamScore.objects.filter(comment=errand.comment_id).update(akismet=holds)


def _put_off(errand: AkismetErrand, trouble: str) -> None:
    logger.warning("Akismet: %s", trouble)
    SpamFilter.objects.filter(pk=1).update(akismet_trouble=trouble[:200])
    same = AkismetErrand.objects.filter(pk=errand.pk)
    if errand.attempts + 1 >= MOST_ATTEMPTS:
        same.delete()
        return
    wait = WAITS[min(errand.attempts, len(WAITS) - 1)]
    same.update(attempts=errand.attempts + 1, due_at=timezone.now() + wait)
