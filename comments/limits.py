"""How often one network or account may send.

Both limits draw from buckets that all processes share, so that parallel sends from one place count once;
the hourly one also looks at what is stored, since a bucket fills again while the hour lasts. Neither looks
at a typed address: nobody can lock another person out by typing theirs.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from blog.allowance import HOUR, Bucket, take

from .models import Comment


def seconds_to_wait(user_id: int | None, network: str) -> int:
    """Claim the right to send now: 0, or how many seconds are left before it can be claimed."""
    who = f"user.{user_id}" if user_id else f"network.{network}" if network else ""
    flood, hourly = settings.COMMENT_FLOOD_SECONDS, settings.COMMENT_RATE_LIMIT
    buckets = [Bucket("comments", 1, flood)] if flood else []
    buckets += [Bucket("comments-hourly", hourly, HOUR)] if hourly else []
    return (_stored(user_id, network) if who else 0) or next(
        (wait for bucket in buckets if (wait := take(bucket, who))), 0
    )


def _stored(user_id: int | None, network: str) -> int:
    """Until the oldest of so many is an hour old."""
    limit = settings.COMMENT_RATE_LIMIT
    if not limit:
        return 0
    # SQLite takes the index of the rows that have a network only where the query says so too.
    who = Q(user=user_id) if user_id else Q(network=network) & ~Q(network="")
    hour, now = timedelta(seconds=HOUR), timezone.now()
    # A clock that was set back leaves comments of a time to come: nobody waits for those.
    sent = Comment.objects.filter(who, submitted_at__gt=now - hour, submitted_at__lte=now)
    recent = list(sent.order_by("-submitted_at").values_list("submitted_at", flat=True)[:limit])
    if len(recent) < limit:
        return 0
    return max(1, round((recent[-1] + hour - now).total_seconds()))
