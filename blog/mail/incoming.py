"""What came by mail: known again, kept for a while, forgotten with its sender."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from blog.mail.models import Incoming, address_mark

KEPT = timedelta(days=31)  # a day longer than an address is good for: what comes again later is refused by that
KEPT_BYTES = 64_000  # of a mail that became nothing: its text is in there, and no attachment fills the database
KEPT_TEXT = 40_000  # characters
STRANGERS_A_DAY = 200  # mails from nobody we know that are kept with their words: anybody may send them, in any number


def seen(*marks: str) -> Incoming | None:
    return Incoming.objects.filter(mark__in=marks).first()


def keep(mark: str, outcome: str, code: str, why: str, **fields: Any) -> Incoming:
    """Write down what became of a mail. Raises `IntegrityError` where another process has just done so."""
    return Incoming.objects.create(mark=mark, outcome=outcome, code=code, why=why[:400], **fields)


def are_strangers_many() -> bool:
    """Is so much kept today of mails to no comment that more would only fill the disk? The mailbox has it still."""
    today = Incoming.objects.filter(received_at__gt=timezone.now() - timedelta(days=1), about=None)
    return today.exclude(raw=b"")[:STRANGERS_A_DAY].count() >= STRANGERS_A_DAY


def mark_of(address: str) -> str:
    return address_mark(address) if address else ""


def forget(address: str) -> int:
    """Whatever came from this address, or says that it does."""
    return Incoming.objects.filter(Q(address=address_mark(address)) | Q(sender__iexact=address)).delete()[0]


def forget_answer(comment_id: int) -> int:
    """Nothing of the sender of what became this comment; the mark stays, or the same mail would become it again."""
    rows = Incoming.objects.filter(answer=comment_id)
    return rows.update(sender="", address="", text="", raw=b"")


def clear() -> int:
    return Incoming.objects.filter(received_at__lt=timezone.now() - KEPT).delete()[0]
