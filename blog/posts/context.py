"""What every page shows, read only when a template asks for it, and once for a request.

The error pages use this too: without the database the site has its default name and an empty menu.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError
from django.db.models import DateTimeField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.encoding import escape_uri_path

from blog.posts.models import Post, Site
from blog.prepared import Given, Question

if TYPE_CHECKING:
    from accounts.models import User

_IN_MENU = Question(lambda: Post.objects.in_menu(Given("now", DateTimeField())).only("title", "slug", "kind"))


_last_read: dict[str, str] = {}


def site(request: HttpRequest) -> dict[str, Any]:
    """`site`, `menu`, `site_url` (no slash at its end), `canonical` (this page's address), `person` (who is signed in).

    Templates call what can be called; a lazy object is asked four times for each thing that is printed of it.
    """
    return {
        "site": cache(lambda: current_site(request)),
        "menu": cache(_menu),
        "site_url": settings.SITE_URL,
        "canonical": canonical(request),
        "person": cache(lambda: signed_in(request)),
    }


def absolute(path: str) -> str:
    """The public address of a path: what is linked and shared never depends on the Host a request named."""
    return settings.SITE_URL + path


def canonical(request: HttpRequest, query: str = "") -> str:
    """The public address of this page, with no query but one that makes it another page."""
    return absolute(escape_uri_path(request.path) + query)


def current_site(request: HttpRequest) -> Site:
    if not hasattr(request, "_colloquy_site"):
        request._colloquy_site = read_site()  # type: ignore[attr-defined]
    return request._colloquy_site  # type: ignore[attr-defined]


def signed_in(request: HttpRequest) -> User | None:
    """Who reads, or None. Without a session cookie nothing is looked at, so that the page stays the same for all."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.user if request.user.is_authenticated else None  # type: ignore[return-value]


def read_site() -> Site:
    """For who has no request to keep it on."""
    try:
        site = Site.current()
    except DatabaseError:
        return Site(pk=1)
    _last_read["title"] = site.title
    return site


def known_title() -> str:
    """The site's title as it was last read here, its host before that: for pages that can ask nobody."""
    return _last_read.get("title") or urlsplit(settings.SITE_URL).netloc


def _menu() -> list[Post]:
    try:
        return _IN_MENU.all(now=timezone.now())
    except DatabaseError:
        return []
