"""Every page that a test reads as a visitor is held against the one that would have been kept of it.

Whatever a test does between two looks at a page, the first look may stand in for the second only where nothing
changed a byte: so each test of a page is a test of `blog.pages` as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from difflib import unified_diff
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test.client import ClientHandler
from django.utils import timezone

from blog.pages import noting, versions
from blog.pages.asking import Key, key_of_environ
from blog.pages.keeping import MadeOf
from blog.pages.serving import is_of_everybody
from blog.posts.models.post import PostQuerySet

answer = ClientHandler.__call__
next_appearance = PostQuerySet.next_appearance
kept: dict[Key, tuple[MadeOf, bytes, datetime]] = {}


class OfThisTest(versions._Asking):
    """The versions as the test's own transaction has them."""

    @property
    def joins(self) -> str:  # type: ignore[override]  # the engine is known once a test runs
        return versions.JOINS[connection.vendor]

    def _rows(self, statement: str, values: Any = ()) -> list[Any]:
        with uncounted(), connection.cursor() as cursor:
            cursor.execute(statement, list(values))
            return cursor.fetchall()


@contextmanager
def uncounted() -> Iterator[None]:
    """No test that counts queries sees these."""
    before, connection.force_debug_cursor = connection.force_debug_cursor, False
    try:
        yield
    finally:
        connection.force_debug_cursor = before


def begin() -> None:
    """Before each test: nothing is kept of the one before."""
    kept.clear()


def install() -> None:
    ClientHandler.__call__ = watched  # type: ignore[method-assign]
    PostQuerySet.next_appearance = uncounted()(next_appearance)  # type: ignore[method-assign]


def watched(handler: ClientHandler, environ: dict[str, Any]) -> HttpResponse:
    key = key_of_environ({"QUERY_STRING": "", **environ}) if environ["REQUEST_METHOD"] == "GET" else None
    if key is None or connection.needs_rollback or not is_of_everybody(key.path):
        return answer(handler, environ)
    try:
        before, state = still_right(key), source.state()
    except (RuntimeError, DatabaseError):  # a test that may not ask the database, or has broken it
        return answer(handler, environ)
    notes = noting.begin()
    try:
        response = answer(handler, environ)
    finally:
        noting.end()
    if before is not None:
        assert response.status_code in {200, 304}, f"{key.path} was kept as 200 and is {response.status_code} now"
        if response.status_code == 200:
            compare(key, before, body_of(response))
    if response.status_code == 200 and "public" in response.get("Cache-Control", ""):
        made_of = MadeOf(state, notes.versions, notes.until, notes.on_everything)
        kept[key] = made_of, body_of(response), notes.began_at
    return response


source = OfThisTest()


def still_right(key: Key) -> bytes | None:
    now = timezone.now()
    made_of, body, made_at = kept.get(key, (None, b"", now))
    if made_of is None or now < made_at or (made_of.until and now >= made_of.until):
        return None
    return body if made_of.is_still(source.state(), source.of(made_of.versions)) else None


def body_of(response: HttpResponse) -> bytes:
    return b"" if response.has_header("Content-Encoding") else response.content


def compare(key: Key, before: bytes, now: bytes) -> None:
    if before and now and before != now:
        lines = unified_diff(before.decode().splitlines(), now.decode().splitlines(), "kept", "now", lineterm="", n=0)
        raise AssertionError(f"A stale {key.path}?{key.query} would have been shown:\n" + "\n".join(lines))
