"""An address that wants no mail from here says so once, by a link that holds no address."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from blog.mail.models import DoNotMail, Letter, address_mark

_MARK = re.compile("[0-9a-f]{64}")


def address_for(mark: str) -> str:
    """Where the reader of an address stops all mail to it; `mark` is the address's keyed hash."""
    return f"{settings.SITE_URL}{reverse('mail:stop', args=[f'{mark}.{_signature(mark)}'])}"


def mark_of(token: str) -> str:
    """The address's mark in a token; "" for one that is malformed or altered."""
    mark, _dot, signature = token.partition(".")
    is_ours = _MARK.fullmatch(mark) and constant_time_compare(signature, _signature(mark))
    return mark if is_ours else ""


def is_stopped(mark: str) -> bool:
    return DoNotMail.objects.filter(pk=mark).exists()


def stopped(marks: Iterable[str]) -> set[str]:
    """Which of these addresses want no mail, in one query."""
    return set(marks).intersection(DoNotMail.objects.values_list("pk", flat=True).iterator())


@transaction.atomic
def stop(mark: str, reason: str = DoNotMail.Reason.ASKED) -> bool:
    """Nothing is owed to this address any more. False where that was so before.

    What its owner says outlives what servers say, since only a bounce is the panel's to lift.
    """
    row, is_new = DoNotMail.objects.get_or_create(pk=mark, defaults={"reason": reason})
    if row.reason == DoNotMail.Reason.BOUNCED and reason != row.reason:
        DoNotMail.objects.filter(pk=mark).update(reason=reason)
    Letter.objects.unsent().filter(address=mark).delete()
    return is_new


def allow(address: str) -> bool:
    """Its owner has changed their mind. False where they had not asked for silence."""
    return DoNotMail.objects.filter(pk=address_mark(address)).delete()[0] > 0


def lift(marks: Iterable[str]) -> int:
    """Write again to addresses that bounced. What somebody asked for is theirs to take back."""
    return DoNotMail.objects.filter(pk__in=list(marks), reason=DoNotMail.Reason.BOUNCED).delete()[0]


def _signature(mark: str) -> str:
    return signing.Signer(salt="mail.stop").signature(mark)
