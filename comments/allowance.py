"""How often in an hour a person or a network may do something small, such as mark or report."""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import cache

HOUR = 3600


def take(what: str, who: str, most: int) -> bool:
    """Use one of the `most` of this hour. False when none is left.

    Two at once may count as one: that lets a few more through, and holds nobody back.
    """
    if not settings.COMMENT_RATE_LIMIT:
        return True
    key = f"comments.{what}.{who}.{int(time.time() // HOUR)}"
    cache.add(key, 0, timeout=HOUR)
    try:
        used = cache.incr(key)
    except ValueError:  # dropped in between
        return True
    cache.touch(key, HOUR)  # a cache in the database counts on for its usual time only
    return used <= most
