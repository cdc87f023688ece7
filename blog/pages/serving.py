"""Finding a kept page, or having the site make it, once for all who ask at the same time."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from concurrent.futures import Future
from http import HTTPStatus
from typing import Any

from django.urls import Resolver404, resolve
from django.utils import timezone

from blog.accounting import kept_page
from blog.pages import noting
from blog.pages.asking import Key, encoding_of, key_of_environ
from blog.pages.keeping import Headers, Kept, MadeOf, Ready, Store
from blog.pages.noting import Notes
from blog.pages.versions import Now, State, UnansweredError, Versions, versions

MOST_TRIES = 3  # to be shown what another request makes; where it changes all the time, each makes its own
FLIGHT_SECONDS = 10  # that one waits for another's page
OUTAGE_SECONDS = 300  # that pages are shown while the database is away, and so nothing can be written to it from here

# What of an answer is not of the page.
NOT_KEPT = {"date", "content-length", "connection", "etag", "last-modified", "x-request-id"}
# What a page is not told of the request that it is made for.
NOT_TOLD = {
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_ACCEPT_LANGUAGE",
    "HTTP_COOKIE",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_NONE_MATCH",
    "HTTP_RANGE",
    "HTTP_REFERER",
    "HTTP_USER_AGENT",
}

Site = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Answer = tuple[int, Headers, bytes]


class Pages:
    """The kept pages of a process. Whoever runs the site (a WSGI server, `blog.front`) asks here first."""

    def __init__(self, source: Versions | None = None, store: Store | None = None) -> None:
        self.source = source or versions()
        self.store = store or Store()
        self.flights: dict[Key, Future[Kept | None]] = {}
        self.lock = threading.Lock()
        self.answered_at = time.monotonic()  # when the database last did

    def good(self, key: Key) -> Kept | None:
        """The page of this name, if it is right now."""
        page = self.store.get(key)
        if page is None:
            return None
        try:
            is_right = page.moment == self.source.moment() and not is_over(page)
        except UnansweredError:
            is_right = False
        if not is_right:  # so far as can be told by asking one thing
            return self.all_good({key: page})[key]
        self.answered_at = time.monotonic()
        return page

    def are_right_at(self, moment: Hashable, pages: Collection[Kept]) -> bool:
        """Are all of them as they were at this moment, which is now?"""
        self.answered_at = time.monotonic()
        return not any(page.moment != moment or is_over(page) for page in pages)

    def good_now(self, now: Now, pages: Mapping[Key, Kept]) -> dict[Key, Kept | None]:
        """Those of the pages that are right by what the database says now; the others are dropped."""
        self.answered_at = time.monotonic()
        confirm(now, pages.values())
        return self._sorted(pages, [page.moment == now.moment and not is_over(page) for page in pages.values()])

    def all_good(self, pages: Mapping[Key, Kept]) -> dict[Key, Kept | None]:
        """Those of the pages that are right now; the others are dropped. One question for all of them."""
        try:
            right = self._unchanged(pages.values())
        except UnansweredError:
            is_brief = time.monotonic() - self.answered_at < OUTAGE_SECONDS
            right = [is_brief and not is_over(page) for page in pages.values()]
        return self._sorted(pages, right)

    def _sorted(self, pages: Mapping[Key, Kept], right: Collection[bool]) -> dict[Key, Kept | None]:
        for (key, page), is_right in zip(pages.items(), right, strict=True):
            if not is_right:
                self.store.drop(key, page)
        return {key: page if is_right else None for (key, page), is_right in zip(pages.items(), right, strict=True)}

    def _unchanged(self, pages: Collection[Kept]) -> list[bool]:
        """The moment is asked for first, so that what is read after it is at least as new."""
        moment = self.source.moment()
        self.answered_at = time.monotonic()
        if changed := [page for page in pages if page.moment != moment]:
            things = {thing for page in changed for thing in page.made_of.versions}
            confirm(Now(moment, *self.source.state_and(things)), changed)
        return [page.moment == moment and not is_over(page) for page in pages]

    def make(self, key: Key, run: Callable[[], Answer]) -> tuple[Kept | None, Answer]:
        """Have the site answer; the page, where the answer may be kept. In the thread that runs the site."""
        try:
            moment, state = self.source.moment(), self.source.state()
        except UnansweredError:
            return None, run()
        answer, notes = noted(run, state)
        try:
            if notes.asked_copy and self.source.of(notes.versions) != notes.versions:
                answer, notes = noted(run, state, may_ask_copy=False)  # the copy was behind
        except UnansweredError:
            return None, answer
        page = kept_of(answer, MadeOf(state, notes.versions, notes.until, notes.on_everything), moment)
        if page:
            page.route = route_of(key.path)
            self.store.put(key, page)
        return page, answer

    def join(self, key: Key) -> tuple[Future[Kept | None], bool]:
        """The making of this page that is going on, or the beginning of one: then whoever asks has to `land` it."""
        with self.lock:
            flight = self.flights.get(key)
            if flight is not None:
                return flight, False
            self.flights[key] = flight = Future()
            return flight, True

    def land(self, key: Key, page: Kept | None) -> None:
        with self.lock:
            flight = self.flights.pop(key)
        flight.set_result(page)


def noted(run: Callable[[], Answer], state: State, *, may_ask_copy: bool = True) -> tuple[Answer, Notes]:
    """The site's answer, and what it said meanwhile."""
    notes = noting.begin(state, may_ask_copy=may_ask_copy)
    try:
        return run(), notes
    finally:
        noting.end()


def confirm(now: Now, pages: Iterable[Kept]) -> None:
    """Those that are still what the database says were right at its moment."""
    for page in pages:
        if page.moment != now.moment and page.made_of.is_still(now.state, now.versions):
            page.moment = now.moment


def is_over(page: Kept) -> bool:
    """Has the moment come at which it changes by itself, or not yet that at which it was made: a clock set back?"""
    if time.time() < page.made_at:
        return True
    return page.made_of.until is not None and timezone.now() >= page.made_of.until


class KeptPages:
    """The same as a WSGI application around the site, for servers that know nothing of it."""

    def __init__(self, site: Site, pages: Pages | None = None) -> None:
        self.site = site
        self.pages = pages or Pages()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        key = key_of_environ(environ)
        began = time.perf_counter()
        page = self._page(key) if key else None
        if page is not None:
            return handed_out(page, environ, start_response, began)
        if key is None or environ["REQUEST_METHOD"] != "GET" or not is_of_everybody(key.path):
            return self.site(environ, start_response)
        return self._made(key, environ, start_response)

    def _page(self, key: Key) -> Kept | None:
        """Kept, or made meanwhile by another thread."""
        for _try in range(MOST_TRIES):
            if page := self.pages.good(key):
                return page
            flight = self.pages.flights.get(key)
            if flight is None or landed(flight) is None:
                return None
        return None

    def _made(self, key: Key, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        _flight, is_mine = self.pages.join(key)
        page: Kept | None = None
        try:
            page, (status, headers, body) = self.pages.make(key, lambda: answered(self.site, bare(environ, key)))
        finally:
            if is_mine:
                self.pages.land(key, page)
        if page:
            return handed_out(page, environ, start_response)
        start_response(f"{status} {HTTPStatus(status).phrase}", headers)
        return [body]


def landed(flight: Future[Kept | None]) -> Kept | None:
    """What another request makes; None where that takes too long."""
    try:
        return flight.result(FLIGHT_SECONDS)
    except TimeoutError:
        return None


def is_of_everybody(path: str) -> bool:
    """Does this address belong to a view whose pages may be kept? Asked before one is made, with a bare request."""
    try:
        return noting.is_kept(resolve(path).func)
    except Resolver404:
        return False


def route_of(path: str) -> str:
    """The name of the view, by which pages are counted; the site has counted the first look itself."""
    return resolve(path).view_name


def bare(environ: dict[str, Any], key: Key) -> dict[str, Any]:
    """The request without what may not change a byte of the page."""
    mine = {name: value for name, value in environ.items() if name not in NOT_TOLD}
    return {**mine, "QUERY_STRING": key.query}


def answered(site: Site, environ: dict[str, Any]) -> Answer:
    told: list[Any] = []
    result = site(environ, lambda *status_and_headers: told.extend(status_and_headers))
    try:
        body = b"".join(result)
    finally:
        getattr(result, "close", bool)()
    return int(told[0].split(" ", 1)[0]), [(name.lower(), value) for name, value in told[1]], body


def kept_of(answer: Answer, made_of: MadeOf, moment: Hashable) -> Kept | None:
    """The page, where the site says that it is everybody's: see `blog.pages.middleware`."""
    status, headers, body = answer
    told = dict(headers)
    if status != 200 or "public" not in told.get("cache-control", "") or "set-cookie" in told:
        return None
    mine = [header for header in headers if header[0] not in NOT_KEPT]
    return Kept([*mine, ("etag", etag_of(body))], body, etag_of(body), made_of, moment)


def etag_of(body: bytes) -> str:
    """Weak, since one page has a body for each encoding."""
    return f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def chosen(page: Kept, accepted: str, etags: str, since: str) -> tuple[int, Ready]:
    """Status and answer, by what a request says it takes and has (RFC 9110, 13.2.2)."""
    if page.is_had(etags) if etags else page.is_had_since(since):
        return 304, page.as_unchanged()
    return 200, page.in_encoding(encoding_of(accepted))


def handed_out(
    page: Kept, environ: dict[str, Any], start_response: Callable[..., Any], began: float | None = None
) -> Iterable[bytes]:
    """`began`: of a page that nobody had to make, which is to be counted."""
    told = (environ.get(f"HTTP_{name}", "") for name in ("ACCEPT_ENCODING", "IF_NONE_MATCH", "IF_MODIFIED_SINCE"))
    status, ready = chosen(page, *told)
    if began is not None:
        kept_page(status, page.route, time.perf_counter() - began)
    start_response(f"{status} {HTTPStatus(status).phrase}", ready.headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [ready.body]
