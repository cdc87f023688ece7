"""How much may be written to who never proved that they want it: nobody uses this site to pester a stranger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac

from blog.mail.models import Letter, as_sent

UNASKED_A_DAY = 5  # to one inbox, in whatever spelling
UNASKED_AN_HOUR = 100  # to all such addresses together
UNASKED_OF_A_NETWORK = 20  # of these: one network cannot use up what all the others need
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SAME_WITHOUT_DOTS = {"gmail.com", "googlemail.com"}


@dataclass(frozen=True)
class Limits:
    """`network`: the keyed hash of where it was asked from, "" if unknown. `a_day`: of this kind, to one inbox."""

    is_unasked: bool = False
    network: str = ""
    a_day: int | None = None

    def __bool__(self) -> bool:
        return self.is_unasked or self.a_day is not None

    def are_reached(self, kind: str, mark: str) -> bool:
        """By letters to the inbox of this `limit_mark`, or by all that nobody asked for."""
        now = timezone.now()
        day = Letter.objects.filter(limit_mark=mark, created_at__gt=now - DAY)
        if self.a_day is not None and day.filter(kind=kind).count() >= self.a_day:
            return True
        if not self.is_unasked:
            return False
        hour = Letter.objects.filter(is_unasked=True, created_at__gt=now - HOUR)
        if self.network and hour.filter(network=self.network).count() >= UNASKED_OF_A_NETWORK:
            return True
        return day.filter(is_unasked=True).count() >= UNASKED_A_DAY or hour.count() >= UNASKED_AN_HOUR


def limit_mark(address: str) -> str:
    """A keyed hash of the inbox behind an address: "victim+1@x" and "victim@x" are one.

    Only for counting. Who stops mail stops it to the address as they spell it (`address_mark`).
    """
    local, _at, domain = as_sent(address).rpartition("@")
    local = local.partition("+")[0] or local
    if domain in SAME_WITHOUT_DOTS:
        local, domain = local.replace(".", ""), "gmail.com"
    return salted_hmac("mail.limit", f"{local}@{domain}", algorithm="sha256").hexdigest()


def forget_networks() -> int:
    """They count for an hour, and are kept no longer."""
    return Letter.objects.exclude(network="").filter(created_at__lt=timezone.now() - HOUR).update(network="")
