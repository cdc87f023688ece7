"""Owing letters, and sending what is due.

A letter is a row, written in the transaction of what it is about: what is rolled back is not owed.
It is claimed by a compare-and-set that ends by itself, so two workers never send the same one, and
one that dies holds nothing up for long. Only between handing a message over and noting it can a
crash send it again, with the same Message-ID.
"""

from __future__ import annotations

import logging
import uuid
from collections import Counter
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blog.mail import composing, stopping
from blog.mail.message import message
from blog.mail.models import Letter, address_mark

logger = logging.getLogger("blog.mail")

BATCH = 10  # letters in one worker's hands: at 15 s of waiting for each they are sent within the lease
LEASE = timedelta(minutes=5)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))  # after each failed try; the last repeats
GIVE_UP = timedelta(days=2)  # after this somebody has to look
WHEN_DEAD = timedelta(minutes=1)  # a server that does not answer is asked again by one letter, not by all
UNASKED_A_DAY = 5  # to one address that never proved it wants any: nobody uses this site to pester a stranger
UNASKED_AN_HOUR = 100  # to all such addresses together
KEPT_SENT = timedelta(days=7)  # without its address; so that the same is not owed twice
KEPT_NAMELESS = timedelta(days=1)  # of what was erased: as long as it counts against a limit
KEPT_FAILED = timedelta(days=30)


def owe(
    kind: str,
    to: str,
    *,
    about: int | None = None,
    due_at: datetime | None = None,
    key: str | None = None,
    unasked: bool = False,
) -> Letter | None:
    """Owe a letter, in the caller's transaction. None where the address wants none, had enough, or is owed it already.

    `key` names what is owed only once. `unasked`: the address was typed, and nobody proved it.
    """
    mark = address_mark(to)
    if stopping.is_stopped(mark) or (unasked and _had_enough(mark)):
        return None
    try:
        with transaction.atomic():
            return Letter.objects.create(
                kind=kind,
                to=to,
                address=mark,
                about=about,
                key=key,
                is_unasked=unasked,
                try_at=due_at or timezone.now(),
            )
    except IntegrityError:
        return None


def drop(kind: str, *, about: int) -> int:
    """What is owed of this kind about this object is owed no more. Returns how many letters that were.

    What was sent about it only goes on counting against the day's limit for its address, and says nothing else.
    """
    rows = Letter.objects.filter(kind=kind, about=about)
    count = rows.owed().delete()[0]
    rows.update(about=None, key=None)
    return count


def forget(address: str) -> int:
    """Every row about this address goes, sent or not; only its wish for no mail stays."""
    return Letter.objects.filter(address=address_mark(address)).delete()[0]


def send_due(limit: int = BATCH) -> Counter[str]:
    """Send what is due, up to `limit`. Returns how many letters were `sent`, `dropped`, `failed` or `put off`."""
    counts: Counter[str] = Counter()
    if not settings.EMAIL_CONFIGURED:
        return counts
    letters = _claim(limit)
    connection = get_connection(fail_silently=False) if letters else None
    for place, letter in enumerate(letters):
        result = _send(letter, connection)
        counts[result] += 1
        if result == "no server":
            _put_all_off(letters[place + 1 :])
            break
    if connection:
        _close(connection)
    return counts


def clear() -> int:
    """Forget what was sent and what failed for good, when its time is over."""
    now = timezone.now()
    sent = Letter.objects.filter(sent_at__lt=now - KEPT_SENT).delete()[0]
    sent += Letter.objects.filter(about=None, sent_at__lt=now - KEPT_NAMELESS).delete()[0]
    return sent + Letter.objects.filter(failed_at__lt=now - KEPT_FAILED).delete()[0]


def try_again(letters: Any) -> int:
    """What was given up or waits for its next try is due at once. Takes a queryset of letters."""
    return letters.filter(sent_at=None).update(failed_at=None, attempts=0, error="", try_at=timezone.now())


def _had_enough(mark: str) -> bool:
    now = timezone.now()
    day = Letter.objects.filter(is_unasked=True, address=mark, created_at__gt=now - timedelta(days=1))
    hour = Letter.objects.filter(is_unasked=True, created_at__gt=now - timedelta(hours=1))
    return day[:UNASKED_A_DAY].count() >= UNASKED_A_DAY or hour[:UNASKED_AN_HOUR].count() >= UNASKED_AN_HOUR


def _claim(limit: int) -> list[Letter]:
    """Take letters into this worker's hands: whoever writes first has them."""
    now, me = timezone.now(), uuid.uuid4()
    found = list(Letter.objects.due(now).order_by("try_at").values_list("pk", flat=True)[:limit])
    if not found:
        return []
    Letter.objects.due(now).filter(pk__in=found).update(claimed_until=now + LEASE, claimed_by=me)
    return list(Letter.objects.filter(pk__in=found, claimed_by=me).order_by("try_at"))


def _send(letter: Letter, connection: BaseEmailBackend | None) -> str:
    try:
        draft = composing.compose(letter)
        if draft is None:
            letter.delete()
            return "dropped"
        written = message(letter, draft, connection)
    except Exception as error:  # one letter that cannot be written must not keep the others
        logger.exception("A letter of kind %s could not be written", letter.kind)
        return _failed(letter, _("It could not be written (%(error)s).") % {"error": type(error).__name__})
    try:
        written.send()
    except SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        return _failed(
            letter, _("The mail server refused the address (%(code)d).") % {"code": code}, for_good=code >= 500
        )
    except SMTPDataError as error:
        code = error.smtp_code
        return _failed(letter, _("The mail server refused the mail (%(code)d).") % {"code": code}, for_good=code >= 500)
    except (SMTPException, OSError) as error:
        logger.warning("The mail server cannot be reached: %s", type(error).__name__)
        _failed(letter, _("The mail server could not be reached (%(error)s).") % {"error": type(error).__name__})
        return "no server"
    Letter.objects.filter(pk=letter.pk).update(
        sent_at=timezone.now(), to="", error="", claimed_until=None, claimed_by=None
    )
    return "sent"


def _failed(letter: Letter, why: str, *, for_good: bool = False) -> str:
    now = timezone.now()
    is_over = for_good or now > letter.created_at + GIVE_UP
    Letter.objects.filter(pk=letter.pk).update(
        attempts=letter.attempts + 1,
        error=why,
        try_at=now + WAITS[min(letter.attempts, len(WAITS) - 1)],
        failed_at=now if is_over else None,
        claimed_until=None,
        claimed_by=None,
    )
    return "failed" if is_over else "put off"


def _put_all_off(claimed: list[Letter]) -> None:
    """The server does not answer: neither what is in hand nor what else is due asks it again at once."""
    now = timezone.now()
    mine = Letter.objects.filter(pk__in=[letter.pk for letter in claimed])
    mine.update(claimed_until=None, claimed_by=None)
    Letter.objects.due(now).update(try_at=now + WHEN_DEAD)


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (SMTPException, OSError):
        logger.info("The mail server closed the connection first.")
