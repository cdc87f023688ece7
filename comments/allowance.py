"""How often in an hour, or another time, a person or a network may do something small, such as mark or report."""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import cache

HOUR = 3600


def take(what: str, who: str, most: int, period: int = HOUR) -> bool:
    """Use one of the `most` of this hour, or of this period in seconds. False when none is left.

    Two at once may count as one: that lets a few more through, and holds nobody back.
    """
    if not settings.COMMENT_RATE_LIMIT:
        return True
    key = f"comments.{what}.{who}.{period}.{int(time.time() // period)}"
    cache.add(key, 0, timeout=period)
    try:
        used = cache.incr(key)
    except ValueError:  # dropped in between
        return True
    cache.touch(key, period)  # a cache in the database counts on for its usual time only
    return used <= most


def seconds_left(period: int = HOUR) -> int:
    """How long the present hour or period still lasts, rounded up."""
    return max(1, int(period - time.time() % period) + 1)
