"""Threads that one does not answer now, or not at all.

Both come back at once when a reader writes again (`comments.awaiting` sees to that): what was put off
was this word, not the next one.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone

from comments.models import Awaiting
from comments.waiting import lists

if TYPE_CHECKING:
    from accounts.models import User

MORNING = time(7)  # of the site's day: what comes back is there when the day begins
DAYS = {"tomorrow": 1, "three-days": 3, "week": 7}
LATEST = timedelta(days=366)


def until(choice: str, day: date | None = None) -> datetime | None:
    """The moment that a choice of `DAYS`, or a day of one's own, names; None for none that lies ahead."""
    today = timezone.localdate()
    chosen = today + timedelta(days=DAYS[choice]) if choice in DAYS else day
    if chosen is None or not today < chosen <= today + LATEST:
        return None
    return timezone.make_aware(datetime.combine(chosen, MORNING))


def put_off(user: User, root_id: int, moment: datetime, last_at: datetime) -> bool:
    """Until then. False where a reader has written since `last_at`, or nothing waits there any more."""
    return _change(user, root_id, last_at, set_aside=False, until=moment)


def set_aside(user: User, root_id: int, last_at: datetime) -> bool:
    """It needs no answer. False as with `put_off`."""
    return _change(user, root_id, last_at, set_aside=True, until=None)


def set_aside_older(user: User, than: datetime) -> tuple[int, datetime]:
    """All whose last word is older. Returns how many, and the moment that names them for `bring_back_all`."""
    now = timezone.now()
    rows = lists.threads(user).filter(last_at__lt=than)
    return rows.update(set_aside=True, until=None, put_off_at=now, seen_at=F("last_at")), now


def bring_back(user: User, root_id: int) -> bool:
    return bool(_bring_back(user, root_id=root_id))


def bring_back_all(user: User, put_off_at: datetime) -> int:
    """What was set aside in one act; not what was put off again since."""
    return _bring_back(user, put_off_at=put_off_at)


def _change(user: User, root_id: int, last_at: datetime, **what: object) -> bool:
    rows = lists.kept_for(user).filter(root=root_id, last_at=last_at)
    return bool(rows.update(put_off_at=timezone.now(), seen_at=F("last_at"), **what))


def _bring_back(user: User, **which: object) -> int:
    rows = Awaiting.objects.filter(user=user, put_off_at__isnull=False, **which)
    return rows.update(set_aside=False, until=None, put_off_at=None, seen_at=None)
