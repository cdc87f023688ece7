"""Where a path that leads nowhere today once led: 301 to the new place, 410 where it is gone for good."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from blog.posts.models import MAX_PATH, FormerAddress

if TYPE_CHECKING:
    Handler = Callable[[HttpRequest], HttpResponse]

MAX_PARAMETERS = 5  # of a query that are looked at: `?p=12` among a few of somebody's campaign

# What hung below an article's address on this site or on WordPress, and hangs below the new one.
_BELOW = re.compile(r"^(?P<article>.+/)(?P<below>comment-page-\d{1,9}/|feed/)$")


class FormerAddressMiddleware:
    """Asks only when nothing else answered, so that a new post at an old address wins.

    `/?p=12` is the exception: the front page would answer, so a query there is looked up first.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reads = request.method in {"GET", "HEAD"}
        if reads and request.path == "/" and request.GET and "page" not in request.GET:
            return forward(request) or self.get_response(request)
        response = self.get_response(request)
        if reads and response.status_code == 404:
            return forward(request) or response
        return response


def forward(request: HttpRequest) -> HttpResponse | None:
    """The answer for who comes with an old address, or None where there never was one."""
    try:
        found, below = lookup(candidates(request))
    except DatabaseError:
        return None
    if found is None:
        return None
    if found.post_id is None and not found.target:
        return render(request, "410.html", status=410)
    return _redirect(found, below)


def candidates(request: HttpRequest) -> list[str]:
    """Spellings under which an address may be kept, the most exact first."""
    paths = [request.path, request.path.rstrip("/") or "/"]
    query = request.META.get("QUERY_STRING", "")
    single = [f"{key}={value}" for key, value in list(request.GET.items())[:MAX_PARAMETERS]]
    spelled = [f"{path}?{part}" for path in paths for part in [query, *single] if part]
    if request.path != "/":
        spelled += [*paths, request.path + "/"]
    return [path for path in dict.fromkeys(spelled) if len(path) <= MAX_PATH and "\x00" not in path]


def lookup(paths: list[str]) -> tuple[FormerAddress | None, str]:
    """The former address, and what was asked for below it (`comment-page-2/`)."""
    split = {path: _BELOW.match(path) for path in paths}
    asked = dict.fromkeys(paths, "")
    asked |= {match["article"]: match["below"] for match in split.values() if match}
    rows = {row.path: row for row in FormerAddress.objects.filter(path__in=asked).select_related("post")}
    return next(((rows[path], below) for path, below in asked.items() if path in rows), (None, ""))


def _redirect(found: FormerAddress, below: str) -> HttpResponse | None:
    post = found.post
    if post is None:
        return HttpResponsePermanentRedirect(found.target)
    if not post.is_published:
        return None
    return HttpResponsePermanentRedirect(post.get_absolute_url() + below)
