"""Kept pages in granian's event loop: what is kept is handed out without a thread."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import psycopg
from granian.rsgi import Scope

from blog.network import is_proxy
from blog.pages.asking import Key, is_personal, key_of
from blog.pages.keeping import Kept
from blog.pages.serving import FLIGHT_SECONDS, MOST_TRIES, Answer, Pages, bare, chosen, is_of_everybody
from blog.pages.versions import MOST_IN_LOOP, MomentInLoop

logger = logging.getLogger("blog.pages")

Run = Callable[..., Awaitable[Any]]  # a function and its arguments, in a thread
Ask = Callable[[dict[str, Any]], Answer]


class PagesInLoop:
    """`ask` runs the site for a request as WSGI knows it."""

    def __init__(self, pages: Pages, ask: Ask, run: Run) -> None:
        self.pages, self.ask, self.run = pages, ask, run
        self.asking = ThreadPoolExecutor(1, thread_name_prefix="versions")  # of a database that takes its time
        self.waiting: dict[Key, list[asyncio.Future[Kept | None]]] = {}
        self.is_asking = False
        self.moment: MomentInLoop | None = None  # once the database has answered
        self.is_moving = False  # was anything committed between the last two whole questions?
        self.last_moment: Hashable = None

    def at_once(self, key: Key) -> Kept | None:
        """The page, where it can be had without waiting."""
        return self.pages.good(key) if self.pages.source.is_instant else None

    async def kept(self, key: Key) -> Kept | None:
        """The page, right at a moment after this call."""
        if self.pages.source.is_instant or self.pages.store.get(key) is None:
            return self.pages.good(key)
        future: asyncio.Future[Kept | None] = asyncio.get_running_loop().create_future()
        self.waiting.setdefault(key, []).append(future)
        if not self.is_asking:
            self.is_asking = True
            self.task = asyncio.get_running_loop().create_task(self._ask_for_all())  # named, or it may be collected
        return await future

    async def _ask_for_all(self) -> None:
        """One question for everybody who waits when it is asked; who comes later waits for the next."""
        try:
            while self.waiting:
                waiting, self.waiting = self.waiting, {}
                found: dict[Key, Kept | None] = {}
                try:
                    found = await self._right(list(waiting))
                except Exception:  # whatever it is, nobody waits for ever: the site answers
                    logger.exception("Kept pages could not be compared with the database")
                for key, futures in waiting.items():
                    for future in futures:
                        if not future.done():
                            future.set_result(found.get(key))
        finally:
            self.is_asking = False

    async def _right(self, keys: list[Key]) -> dict[Key, Kept | None]:
        """From the loop itself, as long as its connection holds; else by a thread."""
        pages = {key: page for key in keys if (page := self.pages.store.get(key))}
        if self.moment:
            found = await self._right_by_loop(self.moment, pages)
            if found is not None:
                return found
            if not self.moment.is_open:
                self.moment = None
        began, loop = time.monotonic(), asyncio.get_running_loop()
        found = await loop.run_in_executor(self.asking, self.pages.all_good, pages)
        if self.moment is None and self.pages.answered_at >= began:
            with suppress(psycopg.Error):
                connection = await loop.run_in_executor(self.asking, self.pages.source.connect)
                self.moment = MomentInLoop(connection, loop)
        return found

    async def _right_by_loop(self, asked: MomentInLoop, pages: dict[Key, Kept]) -> dict[Key, Kept | None] | None:
        """None where the connection broke, or there is too much to ask about.

        The moment alone is the cheaper question, where it is likely to be enough: nothing was committed of late.
        """
        if not self.is_moving:
            moment = await asked.moment()
            if moment is None:
                return None
            if self.pages.are_right_at(moment, pages.values()):
                return {**pages}
        things = {thing for page in pages.values() for thing in page.made_of.versions}
        now = await asked.now(things) if len(things) <= MOST_IN_LOOP else None
        if now is None:
            return None
        self.is_moving, self.last_moment = now.moment != self.last_moment, now.moment
        return self.pages.good_now(now, pages)

    async def made(self, key: Key, environ: Callable[[], dict[str, Any]]) -> Kept | Answer | None:
        """The page after the site has made it, for this request or for another; or an answer that is not kept.

        None where this request has to be answered by itself.
        """
        if not is_of_everybody(key.path):
            return None
        for _try in range(MOST_TRIES):
            flight, is_mine = self.pages.join(key)
            if is_mine:
                return await self._make(key, environ())
            if await landed(flight) is None:
                return None
            if page := await self.kept(key):
                return page
        return None

    async def _make(self, key: Key, environ: dict[str, Any]) -> Kept | Answer:
        page: Kept | None = None
        try:
            page, answer = await self.run(self.pages.make, key, lambda: self.ask(bare(environ, key)))
        finally:
            self.pages.land(key, page)
        return page or answer


async def landed(flight: Future[Kept | None]) -> Kept | None:
    """What another request makes; None where that takes too long. Who hangs up meanwhile ends it for nobody else."""
    try:
        return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(flight)), FLIGHT_SECONDS)
    except TimeoutError:
        return None


def key_of_scope(scope: Scope) -> Key | None:
    """As `asking.key_of_environ`, for granian's own form of a request."""
    if scope.method not in {"GET", "HEAD"}:
        return None
    headers: Any = scope.headers  # made anew each time it is asked for
    if "cookie" in headers and is_personal("; ".join(headers.get_all("cookie"))):
        return None
    hosts = headers.get_all("host")
    if len(hosts) != 1 or "authorization" in headers:
        return None
    scheme = ""
    if "x-forwarded-proto" in headers and is_proxy(peer_of(scope)):
        scheme = ",".join(headers.get_all("x-forwarded-proto"))  # as the site reads it
    return key_of(hosts[0], scheme, scope.path, scope.query_string)


def peer_of(scope: Scope) -> str:
    """The address at the other end, without its port; "" through a socket file."""
    return scope.client.rpartition(":")[0].strip("[]")


def as_answer(page: Kept, scope: Scope) -> Answer:
    """What this request gets of the page."""
    told = scope.headers.get
    status, ready = chosen(
        page, told("accept-encoding") or "", told("if-none-match") or "", told("if-modified-since") or ""
    )
    return status, ready.headers, b"" if scope.method == "HEAD" else ready.body
