"""The list of what holds for whom: searched by name, address, domain or pattern, a page at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import BigAutoField, Q
from django.utils import timezone
from django.utils.timesince import timeuntil
from django.utils.translation import gettext as _

from blog.mail.models import address_mark
from comments import moderation
from comments.models import Measure
from comments.people import measures, persons, writers

if TYPE_CHECKING:
    from accounts.models import User

PAGE_SIZE = 30


@dataclass(frozen=True)
class Line:
    measure: Measure
    may_end: bool

    @property
    def whom(self) -> str:
        return measures.words(self.measure)

    @property
    def remains(self) -> str:
        """Of its time, in words."""
        if not self.measure.is_active:
            return _("over")
        if self.measure.until is None:
            return _("for good")
        return timeuntil(self.measure.until, timezone.now(), depth=2)

    @property
    def key(self) -> str:
        """Of the page of whom it is about; "" where that is nobody special, or was erased."""
        if self.measure.user_id:
            return f"u{self.measure.user_id}"
        person = persons.of(self.measure.comment) if self.measure.comment else None
        return person.key if person else ""


@dataclass(frozen=True)
class Found:
    lines: list[Line]
    query: str
    is_over: bool
    next: str


def page(user: User, query: str, before: str, is_over: bool) -> Found:
    """The newest first; those that hold, or with `is_over` those that did."""
    query = query.strip()[:200]
    rows = Measure.objects.over() if is_over else Measure.objects.active()
    rows = rows.filter(writers.measures_seen_by(user), _matching(query, moderation.can_moderate(user)))
    if re.fullmatch(r"[0-9]{1,18}", before):
        rows = rows.filter(pk__lt=min(int(before), BigAutoField.MAX_BIGINT))
    found = list(rows.select_related("by", "user", "under", "comment__user").order_by("-pk")[: PAGE_SIZE + 1])
    lines = [Line(row, row.is_active and measures.may_end(user, row)) for row in found[:PAGE_SIZE]]
    return Found(lines, query, is_over, str(found[PAGE_SIZE - 1].pk) if len(found) > PAGE_SIZE else "")


def _matching(query: str, sees_addresses: bool) -> Q:
    """An address is found by its mark, for who may know addresses; so one that was erased is found by who knows it."""
    if not query:
        return Q()
    said = Q(name__icontains=query) | Q(value__icontains=query)
    if sees_addresses and "@" in query:
        return said | Q(mark=address_mark(query)) | Q(user__email__iexact=query)
    return said
