"""The language and the time zone of the site, in force for a request, a piece of background work or a command.

What the owner chose stands in the row of the site; empty is what the environment says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from blog.posts.context import current_site, read_site
from blog.posts.models import Site

Handler = Callable[[HttpRequest], HttpResponse]

# The database of time zones holds other names as well, for computers and for the past.
AREAS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)
# Paths of what says neither a word nor a date, and is asked for too often to read a row for it: files, whether we are
# alive. Other apps add theirs.
UNSPOKEN: list[re.Pattern[str]] = [
    re.compile(rf"/(?:{settings.STATIC_URL.strip('/')}|{settings.MEDIA_URL.strip('/')})/"),
    re.compile(r"/(?:healthz|readyz)$"),
]


def as_the_site_has_it(get_response: Handler) -> Handler:
    """Reads the row that every page shows the title of, so that no page asks for it twice."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if any(path.match(request.path_info) for path in UNSPOKEN):
            return get_response(request)
        with of(current_site(request)):
            return get_response(request)

    return middleware


@contextmanager
def in_force() -> Iterator[None]:
    """For what runs without a request. Read anew each time, since a worker lives longer than a setting."""
    with of(read_site()):
        yield


def languages() -> list[tuple[str, str]]:
    """Those whose words and formats are here, for a field to choose from."""
    names = {code: str(name) for code, name in settings.LANGUAGES}
    return [("", _as_on_the_server(names.get(settings.LANGUAGE_CODE, settings.LANGUAGE_CODE))), *names.items()]


def zones() -> list[tuple[str, Any]]:
    """Those that this machine knows, by their part of the world."""
    found: dict[str, list[tuple[str, str]]] = {area: [] for area in AREAS}
    for name in sorted(available_timezones()):
        area, _slash, place = name.partition("/")
        if area in found and place:
            found[area].append((name, place.replace("_", " ")))
    return [("", _as_on_the_server(settings.TIME_ZONE)), ("UTC", "UTC"), *found.items()]


def _as_on_the_server(what: str) -> str:
    return _("As the server says: %(what)s") % {"what": what}


@contextmanager
def of(site: Site) -> Iterator[None]:
    with translation.override(site.language_in_force, deactivate=True), timezone.override(site.zone_in_force):
        yield
