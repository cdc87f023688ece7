"""Telling the proxy or CDN in front which pages changed, where PURGE_URL names one that wants to be told.

What is owed is a row in the transaction of the change; the background tells it, and again until it was heard.
"""

from __future__ import annotations

import logging
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.conf import settings

from blog import jobs

logger = logging.getLogger("blog.pages")

SITE = "site"  # all pages
PURGE = "purge"  # the work, and the method of the request
MOST_KEYS = 200  # in one request: headers have an end
SECONDS = 10  # that whoever is told may take


def owe(key: str) -> None:
    """In the transaction of the change."""
    if settings.PURGE_URL:
        from blog.pages.models import OwedPurge

        OwedPurge.objects.create(key=key)
        jobs.enqueue(PURGE)


def purge() -> None:
    """Tell all that is owed, the oldest first. What fails stays owed."""
    from blog.pages.models import OwedPurge

    while rows := dict(OwedPurge.objects.order_by("pk").values_list("pk", "key")[:MOST_KEYS]):
        if not told(set(rows.values())):
            return
        OwedPurge.objects.filter(pk__in=rows).delete()


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
