"""Finished pages in the memory of a process, each in the encodings that were asked for."""

from __future__ import annotations

import gzip
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import brotli
from django.utils.http import http_date, parse_http_date_safe

from blog.pages.asking import Key
from blog.pages.noting import Thing
from blog.pages.versions import State

MOST_BYTES = 24 * 1024 * 1024  # of all pages of a process: some 400 long discussions
LARGEST = 2 * 1024 * 1024  # of a page; a larger one would put out many
UNCHANGED = "304"  # beside the encodings
BROTLI, GZIP = 5, 6  # levels: higher ones cost many times as much for a twentieth less

Headers = list[tuple[str, str]]

COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=BROTLI),
    "gzip": lambda body: gzip.compress(body, GZIP, mtime=0),
    "identity": lambda body: body,
}


class MadeOf(NamedTuple):
    """What a page rests on, as it was read before the page was made."""

    state: State
    versions: dict[Thing, int | None]
    until: datetime | None
    on_everything: bool

    def is_still(self, state: State, versions: Mapping[Thing, int | None]) -> bool:
        """Is all of it what the database says now?"""
        same = all(versions[thing] == version for thing, version in self.versions.items())
        return same and state == self.state and not self.on_everything


class Ready(NamedTuple):
    """What is handed out, as it is."""

    headers: Headers
    body: bytes


@dataclass
class Kept:
    """`moment` is the last at which the database said that it is right."""

    headers: Headers
    body: bytes
    etag: str
    made_of: MadeOf
    moment: Hashable
    route: str = ""  # the name of its view
    made_at: int = field(default_factory=lambda: int(time.time()))  # the second of its Last-Modified
    ready: dict[str, Ready] = field(default_factory=dict)
    is_dated: bool = False
    is_wanted: bool = False

    def in_encoding(self, name: str) -> Ready:
        """Compressed at the first demand, which takes some milliseconds."""
        self._date()
        if name not in self.ready:
            body = COMPRESS[name](self.body)
            encoded = [("content-encoding", name)] if name != "identity" else []
            self.ready[name] = Ready([*self.headers, *encoded, ("content-length", str(len(body)))], body)
        return self.ready[name]

    def as_unchanged(self) -> Ready:
        """For 304 (RFC 9110, 15.4.5): without what describes a body."""
        self._date()
        if UNCHANGED not in self.ready:
            told = [header for header in self.headers if header[0] != "content-type"]
            self.ready[UNCHANGED] = Ready(told, b"")
        return self.ready[UNCHANGED]

    def is_had(self, etags: str) -> bool:
        """Does an If-None-Match header name this page? Weakly compared (RFC 9110, 13.1.2)."""
        return etags == self.etag or etags.strip() == "*" or self.etag in [tag.strip() for tag in etags.split(",")]

    def is_had_since(self, date: str) -> bool:
        """Does an If-Modified-Since header name the second this page was made, or a later one?"""
        asked = parse_http_date_safe(date) if date and self.is_dated else None
        return asked is not None and asked >= self.made_at

    @property
    def size(self) -> int:
        """In bytes, counted as if it were compressed twice: it will be."""
        return 2 * len(self.body)

    def _date(self) -> None:
        """Last-Modified is told once its second is over: another page of the same second would pass for this one."""
        if not self.is_dated and time.time() >= self.made_at + 1:
            # Another thread may be at it, too: the date stands there once.
            undated = [header for header in self.headers if header[0] != "last-modified"]
            self.headers = [*undated, ("last-modified", http_date(self.made_at))]
            self.ready, self.is_dated = {}, True


class Store:
    """The pages that are asked for, as many as there is room for. Safe for threads."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self.lock = threading.Lock()
        self.pages: OrderedDict[Key, Kept] = OrderedDict()
        self.bytes = 0

    def get(self, key: Key) -> Kept | None:
        page = self.pages.get(key)
        if page is not None:
            page.is_wanted = True
        return page

    def put(self, key: Key, page: Kept) -> None:
        if page.size > LARGEST:
            return
        with self.lock:
            self._drop(key)
            self.pages[key] = page
            self.bytes += page.size
            self._make_room()

    def drop(self, key: Key, page: Kept) -> None:
        with self.lock:
            if self.pages.get(key) is page:
                self._drop(key)

    def clear(self) -> None:
        with self.lock:
            self.pages.clear()
            self.bytes = 0

    def _make_room(self) -> None:
        """The oldest goes, unless somebody asked for it since it was last its turn."""
        while self.bytes > self.most_bytes:
            key, page = next(iter(self.pages.items()))
            if page.is_wanted:
                page.is_wanted = False
                self.pages.move_to_end(key)
            else:
                self._drop(key)

    def _drop(self, key: Key) -> None:
        page = self.pages.pop(key, None)
        self.bytes -= page.size if page else 0
