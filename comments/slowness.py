"""Slow mode: one reply of a person in a thread in so many seconds, and more where the thread is reported."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import ngettext

from . import reports
from .models import Comment, InForce

if TYPE_CHECKING:
    from accounts.models import User

DAY = 24 * 3600  # seconds: nobody waits longer, however much is reported


def until(parent: Comment, policy: InForce, user: User | None, network: str) -> datetime | None:
    """When this person may reply in the thread again; None for now. A typed address is nobody, as in `limits`."""
    if not policy.slow_seconds or not (user or network):
        return None
    # SQLite takes the index of the rows that have a network only where the query says so too.
    who = Q(user=user.pk) if user else Q(network=network, user=None) & ~Q(network="")
    mine = Comment.objects.filter(who, tree_id=parent.tree_id).order_by("-submitted_at")
    latest = mine.filter(submitted_at__gt=timezone.now() - timedelta(seconds=DAY)).first()
    if latest is None:
        return None
    moment = latest.submitted_at + timedelta(seconds=pace(parent.tree_id, policy))
    return moment if moment > timezone.now() else None


def in_words(seconds: int) -> str:
    """A stretch of time as one says it: in the largest unit that comes out even."""
    if seconds % 3600 == 0:
        return ngettext("%(count)d hour", "%(count)d hours", seconds // 3600) % {"count": seconds // 3600}
    if seconds % 60 == 0:
        return ngettext("%(count)d minute", "%(count)d minutes", seconds // 60) % {"count": seconds // 60}
    return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}


def pace(tree_id: int, policy: InForce) -> int:
    """Seconds between two replies of one person in this thread."""
    if not policy.slow_grows:
        return policy.slow_seconds
    reported = reports.by_proven_people().filter(comment__tree_id=tree_id).order_by()
    reporters = reported.values("user").distinct().count()
    return min(DAY, policy.slow_seconds * (1 + reporters))
