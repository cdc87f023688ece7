"""Owing letters, and sending what is due.

A letter is a row, written in the transaction of what it is about: what is rolled back is not owed.
It is claimed by a compare-and-set that ends by itself, so two workers never send the same one, and
one that dies holds nothing up for long. Only between handing a message over and noting it can a
crash send it again, with the same Message-ID.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction
from django.utils import timezone

from blog import jobs, metrics
from blog.mail import sending, stopping
from blog.mail.limits import Limits, forget_networks, limit_mark
from blog.mail.models import DoNotMail, Letter, LetterQuerySet, address_mark, message_number
from blog.mail.sending import Outcome

logger = logging.getLogger("blog.mail")

BATCH = 10  # letters in one worker's hands
ROWS = 100  # owed together by one query, which on SQLite keeps everybody else from writing meanwhile
BREATH = 0.02  # seconds between two of them: somebody who waits to write gets a turn
LEASE = timedelta(minutes=5)  # taken anew before each letter: ten answers at EMAIL_TIMEOUT each fit in
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))  # after each failed try; the last repeats
TRIES = 17  # over two days, with these waits; then somebody has to look
WHEN_DEAD = timedelta(minutes=1)  # a server that does not answer is asked again by one letter, not by all
KEPT_SENT = timedelta(days=7)  # without its address; so that the same is not owed twice
KEPT_NAMELESS = timedelta(days=1)  # of what was erased: as long as it counts against a limit
KEPT_FAILED = timedelta(days=30)
LETTERS = "letters"  # the name of this work, to whoever does it


def owe(  # noqa: PLR0913 - all but two by name
    kind: str,
    to: str,
    *,
    about: int | None = None,
    due_at: datetime | None = None,
    key: str | None = None,
    unasked: bool = False,
    network: str = "",
    a_day: int | None = None,
) -> Letter | None:
    """Owe a letter, in the caller's transaction. None where the address wants none, had enough, or is owed it already.

    `key` names what is owed only once. `unasked`: the address was typed, and nobody proved it; `network` is the
    keyed hash of where that was done. `a_day`: so many of this kind to one inbox.
    """
    letter = a_letter(kind, to, about=about, due_at=due_at, key=key, unasked=unasked)
    if stopping.is_stopped(letter.address):
        return None
    if limits := Limits(unasked, network if unasked else "", a_day):
        letter.limit_mark, letter.network = limit_mark(to), limits.network
        if limits.are_reached(kind, letter.limit_mark):
            return None
    try:
        with transaction.atomic():
            letter.save(force_insert=True)
    except IntegrityError:
        return None
    _make_prompt([letter])
    return letter


def owe_many(letters: Iterable[Letter]) -> None:
    """Owe many of `a_letter()` in a few queries: not to who wants none, nor what is owed already."""
    for rows in _batched(letters, ROWS):
        stopped = set(DoNotMail.objects.filter(pk__in={row.address for row in rows}).values_list("pk", flat=True))
        wanted = [row for row in rows if row.address not in stopped]
        Letter.objects.bulk_create(wanted, ignore_conflicts=True)
        _make_prompt(wanted)
        if len(rows) == ROWS:
            time.sleep(BREATH)


def a_letter(
    kind: str,
    to: str,
    *,
    about: int | None = None,
    due_at: datetime | None = None,
    key: str | None = None,
    unasked: bool = False,
) -> Letter:
    """A row that is not yet stored."""
    due_at = due_at or timezone.now()
    return Letter(
        message_id=message_number(key) if key else uuid.uuid4(),
        kind=kind,
        to=to,
        address=address_mark(to),
        about=about,
        key=key,
        is_unasked=unasked,
        due_at=due_at,
        try_at=due_at,
    )


def drop(kind: str, *, about: int) -> int:
    """What is owed of this kind about this object is owed no more, given up or not. Returns how many letters that were.

    What was sent about it only goes on counting against the day's limit for its address, and says nothing else.
    """
    rows = Letter.objects.filter(kind=kind, about=about)
    count = rows.unsent().delete()[0]
    rows.update(about=None, key=None)
    return count


def forget(address: str) -> int:
    """Every row about this address goes, sent or not; only its wish for no mail stays."""
    return Letter.objects.filter(address=address_mark(address)).delete()[0]


def send_due(limit: int = BATCH) -> Counter[str]:
    """Send what is due, up to `limit`. Returns how many letters came to what (the words of `sending`).

    Who is asked to end finishes the letter in hand, and gives the others back.
    """
    counts: Counter[str] = Counter()
    letters = _claim(limit) if settings.EMAIL_CONFIGURED else []
    if not letters:
        return counts
    connection = get_connection(fail_silently=False)
    try:
        for letter in letters:
            if jobs.ended.is_set():
                _give_back(letter)
                break
            if not _is_still_ours(letter):
                continue
            result = _note(letter, sending.hand_over(letter, connection))
            counts[result] += 1
            metrics.count("letters_total", result=result.replace(" ", "_"))
            if result == sending.NO_SERVER:
                _put_all_off(letter)
                break
    finally:
        close(connection)
    return counts


def send_all_due() -> Counter[str]:
    """A batch at a time, until the server or the letters end."""
    total: Counter[str] = Counter()
    while not jobs.ended.is_set() and (counts := send_due()):
        total += counts
    return total


def close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (SMTPException, OSError):
        logger.info("The mail server closed the connection first.")


def clear() -> int:
    """Forget what was sent and what failed for good, when its time is over."""
    forget_networks()
    now = timezone.now()
    sent = Letter.objects.filter(sent_at__lt=now - KEPT_SENT).delete()[0]
    sent += Letter.objects.filter(about=None, sent_at__lt=now - KEPT_NAMELESS).delete()[0]
    return sent + Letter.objects.filter(failed_at__lt=now - KEPT_FAILED).delete()[0]


def try_again(letters: LetterQuerySet) -> int:
    """What was given up or waits for its next try is due at once, and has all its tries again."""
    now = timezone.now()
    jobs.enqueue(LETTERS)
    return letters.unsent().update(failed_at=None, attempts=0, error="", due_at=now, try_at=now)


def _make_prompt(letters: list[Letter]) -> None:
    now = timezone.now()
    if any(letter.try_at <= now for letter in letters):
        jobs.enqueue(LETTERS)


def _batched(letters: Iterable[Letter], size: int) -> Iterator[list[Letter]]:
    rows = iter(letters)
    while batch := list(islice(rows, size)):
        yield batch


def _claim(limit: int) -> list[Letter]:
    """Take letters into this worker's hands: whoever writes first has them."""
    now, me = timezone.now(), uuid.uuid4()
    found = list(Letter.objects.due(now).order_by("try_at").values_list("pk", flat=True)[:limit])
    if not found:
        return []
    Letter.objects.due(now).filter(pk__in=found).update(claimed_until=now + LEASE, claimed_by=me)
    return list(Letter.objects.filter(pk__in=found, claimed_by=me).order_by("try_at"))


def _is_still_ours(letter: Letter) -> bool:
    """Takes the lease anew. False where the letter was dropped meanwhile, or another worker has it."""
    ours = Letter.objects.filter(pk=letter.pk, claimed_by=letter.claimed_by)
    return ours.update(claimed_until=timezone.now() + LEASE) == 1


def _note(letter: Letter, outcome: Outcome) -> str:
    """Put down what came of it. Returns that in one word."""
    if outcome.result == sending.POINTLESS:
        letter.delete()
    elif outcome.result == sending.SENT:
        Letter.objects.filter(pk=letter.pk).update(
            sent_at=timezone.now(), to="", error="", claimed_until=None, claimed_by=None
        )
    else:
        return _note_failure(letter, outcome)
    return outcome.result


def _note_failure(letter: Letter, outcome: Outcome) -> str:
    now = timezone.now()
    is_over = outcome.result == sending.REFUSED or letter.attempts + 1 >= TRIES
    Letter.objects.filter(pk=letter.pk, claimed_by=letter.claimed_by).update(
        attempts=letter.attempts + 1,
        error=outcome.why,
        try_at=now + WAITS[min(letter.attempts, len(WAITS) - 1)],
        failed_at=now if is_over else None,
        claimed_until=None,
        claimed_by=None,
    )
    return sending.REFUSED if is_over and outcome.result != sending.NO_SERVER else outcome.result


def _put_all_off(tried: Letter) -> None:
    """The server takes nothing: neither what is in hand nor what else is due asks it again at once."""
    _give_back(tried)
    now = timezone.now()
    Letter.objects.due(now).update(try_at=now + WHEN_DEAD)


def _give_back(letter: Letter) -> None:
    """This one, and all that were claimed with it."""
    Letter.objects.filter(claimed_by=letter.claimed_by).update(claimed_until=None, claimed_by=None)
