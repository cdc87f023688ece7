"""Whom no mail about discussions goes to: who is blocked. Asked when mail is owed and again when it is sent.

A block that is over lets mail begin again; what was told while it held is not told later. A network has no say here:
who gets mail has proven an address.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.utils import timezone

from blog.mail.models import address_mark
from comments.models import Measure, Whom
from comments.people import patterns

if TYPE_CHECKING:
    from comments.readers import Reader


@dataclass
class Silences:
    """Every block that holds or held, by whom it is about. Blocks are few; readers may be many."""

    by_mark: dict[str, list[Measure]] = field(default_factory=lambda: defaultdict(list))
    by_user: dict[int, list[Measure]] = field(default_factory=lambda: defaultdict(list))
    by_domain: dict[str, list[Measure]] = field(default_factory=lambda: defaultdict(list))
    of_patterns: list[Measure] = field(default_factory=list)

    def holds_for(self, address: str, readers: Iterable[Reader] = (), *, at: Iterable[datetime] = ()) -> bool:
        """Is whoever reads this address blocked now, or were they at one of these moments?"""
        if not (self.by_mark or self.by_user or self.by_domain or self.of_patterns):
            return False
        users = [reader.user for reader in readers if reader.user]
        if any(user.is_staff for user in users):
            return False
        found = [*self.by_mark.get(address_mark(address), ())]
        found += (block for user in users for block in self.by_user.get(user.pk, ()))
        found += (block for part in patterns.domains_of(address) for block in self.by_domain.get(part, ()))
        said = [address, *(reader.name for reader in readers)]
        found += (block for block in self.of_patterns if any(patterns.matches(block.value, text) for text in said))
        moments = [timezone.now(), *at]
        return any(_held(block, moment) for block in found for moment in moments)


def all_of_them(*, with_past: bool = False) -> Silences:
    """Those that hold; with the past, those that held as well. In two queries, or one where no account is among them."""
    rows = Measure.objects.blocks().exclude(whom__in=[Whom.NETWORK, Whom.TYPED]).order_by()
    blocks = list(rows if with_past else rows.active())
    found = Silences()
    for block in blocks:
        if block.user_id:
            found.by_user[block.user_id].append(block)
        elif block.whom == Whom.DOMAIN:
            found.by_domain[block.value].append(block)
        elif block.whom == Whom.PATTERN:
            found.of_patterns.append(block)
        else:
            found.by_mark[block.mark].append(block)
    owned = EmailAddress.objects.filter(user__in=found.by_user, verified=True) if found.by_user else ()
    for row in owned:
        found.by_mark[address_mark(row.email)] += found.by_user[row.user_id]
    return found


def _held(block: Measure, moment: datetime) -> bool:
    ends = [end for end in (block.until, block.ended_at) if end]
    return block.at <= moment and (not ends or moment < min(ends))
