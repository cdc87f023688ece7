"""How often one network or account may send.

The 15 seconds are claimed in the cache, so that parallel sends from one place count once however
many processes serve them; the hourly limit counts what is stored. Neither looks at a typed
address: nobody can lock another person out by typing theirs.
"""

from __future__ import annotations

import math
import time
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone

from .models import Comment

HOUR = timedelta(hours=1)


def seconds_to_wait(user_id: int | None, network: str) -> int:
    """Claim the right to send now: 0, or how many seconds are left before it can be claimed."""
    keys = [f"comments.sent.user.{user_id}"] if user_id else [f"comments.sent.network.{network}"] if network else []
    return _hourly(user_id, network) or max((_claim(key) for key in keys), default=0)


def _claim(key: str) -> int:
    """A claim is a key that was never there before, one for each stretch of so many seconds.

    To take an expired key over is not safe: on PostgreSQL the database cache lets two do it at once.
    """
    seconds = settings.COMMENT_FLOOD_SECONDS
    if not seconds:
        return 0
    now = time.time()
    stretch = int(now // seconds)
    keys = [f"{key}.{stretch - 1}", f"{key}.{stretch}"]
    until = max(cache.get_many(keys).values(), default=0)
    if until <= now and cache.add(keys[1], now + seconds, timeout=2 * seconds + 1):
        return 0
    return max(1, math.ceil((until if until > now else now + seconds) - now))


def _hourly(user_id: int | None, network: str) -> int:
    limit = settings.COMMENT_RATE_LIMIT
    if not limit or not (user_id or network):
        return 0
    # SQLite takes the index of the rows that have a network only where the query says so too.
    who = Q(user=user_id) if user_id else Q(network=network) & ~Q(network="")
    sent = Comment.objects.filter(who, submitted_at__gt=timezone.now() - HOUR)
    recent = list(sent.order_by("-submitted_at").values_list("submitted_at", flat=True)[:limit])
    if len(recent) < limit:
        return 0
    return max(1, round((recent[-1] + HOUR - timezone.now()).total_seconds()))
