"""The headers by which browsers, proxies and `blog.pages.serving` keep a page that is everybody's.

They do not vary by cookie: whoever holds pages in front of us passes on who carries one of `asking.PERSONAL`, and
every other cookie says nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from blog.pages import noting
from blog.pages.noting import Notes
from blog.posts.models import Post

GetResponse = Callable[[HttpRequest], HttpResponse]

# A browser asks each time and is mostly told that nothing changed; what stands in front of us may answer a crowd.
ASK_EACH_TIME = "public, max-age=0, must-revalidate, s-maxage=%d"
SHARED_SECONDS = 1  # where nobody tells the proxy in front of a change
PURGED_SECONDS = 24 * 3600  # where PURGE_URL is told


def everybodys_pages(get_response: GetResponse) -> GetResponse:
    """Mark the pages of kept views `public`, unless somebody has said before what may be done with them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if is_everybodys(request, response):
            notes = noting.noted()
            if notes and not notes_next_appearance(notes):
                return response
            if not response.has_header("Cache-Control"):
                response.headers["Cache-Control"] = ASK_EACH_TIME % shared_seconds(notes)
            response.headers["Surrogate-Key"] = " ".join(surrogate_keys(notes))
        return response

    return middleware


def notes_next_appearance(notes: Notes) -> bool:
    """False where the database has gone away since the page was made: then nobody can say how long it is right."""
    try:
        noting.changes_at(Post.objects.next_appearance(notes.began_at))
    except DatabaseError:
        return False
    return True


def is_everybodys(request: HttpRequest, response: HttpResponse) -> bool:
    match = request.resolver_match
    is_page = request.method in {"GET", "HEAD"} and response.status_code == 200 and not response.cookies
    if not (is_page and match and noting.is_kept(match.func)):
        return False
    return "private" not in response.get("Cache-Control", "")


def shared_seconds(notes: Notes | None) -> int:
    """How long a proxy in front may hold it; what changes by itself is told to nobody."""
    is_told = bool(settings.PURGE_URL) and notes is not None and notes.until is None and not notes.on_everything
    return PURGED_SECONDS if is_told else SHARED_SECONDS


def surrogate_keys(notes: Notes | None) -> list[str]:
    """Names of what the page rests on, for a purge: "site", and each discussion as "discussion-12"."""
    return ["site", *(f"{kind}-{key}" for kind, key in (notes.versions if notes else ()))]
