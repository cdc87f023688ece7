"""Telling the proxy or CDN in front which pages changed, where PURGE_URL names one that wants to be told.

What is owed is a row in the transaction of the change; the background tells it, and again until it was heard. And once
more a little later: a page of before may have been on its way, and come there after the first time.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from blog import jobs

logger = logging.getLogger("blog.pages")

SITE = "site"  # all pages
PURGE = "purge"  # the work, and the method of the request
MOST_KEYS = 200  # in one request: headers have an end
SECONDS = 10  # that whoever is told may take
ON_THE_WAY = timedelta(seconds=30)  # that a page takes at most to be made and to arrive: it is one of a few KB


def owe(key: str) -> None:
    """In the transaction of the change."""
    if settings.PURGE_URL:
        from blog.pages.models import OwedPurge

        OwedPurge.objects.create(key=key)
        jobs.enqueue(PURGE)


def purge() -> None:
    """Tell all that is owed, the oldest first. What fails stays owed."""
    from blog.pages.models import OwedPurge

    for due in (Q(told_at=None), Q(told_at__lte=timezone.now() - ON_THE_WAY)):
        while rows := dict(OwedPurge.objects.filter(due).order_by("pk").values_list("pk", "key")[:MOST_KEYS]):
            if not told(set(rows.values())):
                return
            those = OwedPurge.objects.filter(pk__in=rows)
            those.filter(told_at__isnull=False).delete()
            those.update(told_at=timezone.now())


def told(keys: set[str]) -> bool:
    """Varnish, Fastly and what works like them: a PURGE with the names of what changed."""
    told = {"Surrogate-Key": " ".join(sorted(keys))}
    request = Request(settings.PURGE_URL, method=PURGE.upper(), headers=told)  # noqa: S310 - see `Environment.web_address`
    try:
        with urlopen(request, timeout=SECONDS):  # noqa: S310
            return True
    except (URLError, OSError, ValueError) as error:
        logger.warning("The proxy at PURGE_URL did not take what changed; it is told again: %s", error)
        return False


jobs.register(PURGE, purge)
