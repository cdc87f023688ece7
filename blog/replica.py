"""Pages of anonymous readers from a copy of the database, where REPLICA_URL names one.

A copy is always a little behind. Whoever changes what readers see notes the primary's position after the commit,
for all processes, and a copy that has not come so far is not asked. Where it does not answer, the primary does.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from blog.pages import noting, versions
from blog.pages.noting import Notes
from comments import identity

Handler = Callable[[HttpRequest], HttpResponse]

REPLICA = "replica"
READ_FROM = {"posts", "comments", "accounts"}  # what pages are made of
POSITION = "replica:position"
REST = 5.0  # seconds that a copy which failed is not asked: each try may cost a reader the time to connect
OWN = ("/admin/", "/accounts/", "/mail/", "/comments/receipt/", "/comments/mail/", "/comments/subscribe/", "/readyz")

_OURS = {settings.CSRF_COOKIE_NAME, "messages"}  # besides those that `identity` knows

_reads: ContextVar[bool] = ContextVar("reads_replica", default=False)
_resting = {"until": 0.0}


@dataclass(frozen=True)
class Lag:
    """How far a copy is behind. `seconds` since its last change was made, 0 where it has all it was sent."""

    position: str
    seconds: float


class Router:
    """Asks the copy only for who may, only outside of transactions, and never again after a write."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        may = _reads.get() and model._meta.app_label in READ_FROM and not connection.in_atomic_block
        return REPLICA if may else DEFAULT_DB_ALIAS

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        if model._meta.app_label != "django_cache":
            _reads.set(False)
            _note_after_commit()
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db == REPLICA else None


def replica_reads(get_response: Handler) -> Handler:
    """Make the page from the copy where that is current; once more from the primary where it failed meanwhile."""
    if REPLICA not in connections:
        raise MiddlewareNotUsed

    def middleware(request: HttpRequest) -> HttpResponse:
        if not (is_public(request) and is_current() and may_ask(noting.noted())):
            return get_response(request)
        untouched = dict(vars(request))
        failures: list[Exception] = []
        reading = _reads.set(True)
        try:
            with connections[REPLICA].execute_wrapper(_noticing(failures)):
                response = get_response(request)
        finally:
            _reads.reset(reading)
        if not failures:
            return response
        _rest()
        vars(request).clear()
        vars(request).update(untouched)  # what was kept for the request may come from the failure
        return get_response(request)

    return middleware


def may_ask(notes: Notes | None) -> bool:
    """May a page that is to be kept be made from the copy: is the site there as it was when the page was begun?

    What it shows of discussions is looked at afterwards: see `blog.pages.serving`.
    """
    if notes is None:
        return True
    found = notes.may_ask_copy and notes.state and _ask(versions.STATE)
    notes.asked_copy = bool(found) and tuple(int(number) for number in found) == notes.state  # type: ignore[union-attr]
    return notes.asked_copy


def is_public(request: HttpRequest) -> bool:
    """A page that is the same for everybody, asked for by somebody we know nothing of."""
    reads = request.method in {"GET", "HEAD"} and not _OURS.intersection(request.COOKIES)
    return reads and not identity.is_personal(request) and not request.path_info.startswith(OWN)


def is_current() -> bool:
    """Has the copy come as far as the last change that was noted?"""
    if time.monotonic() < _resting["until"]:
        return False
    try:
        position = cache.get(POSITION) or note()
    except Exception:  # Redis' errors are not Django's: without the note nobody knows, so the primary is asked
        return False
    found = _ask("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", position)
    return bool(found and found[0])  # NULL where it is no copy (any more)


def has_seen(post_id: int, version: int) -> bool:
    """Does the copy know this version of a discussion, or a later one?"""
    found = _ask("SELECT version >= %s FROM comments_discussion WHERE post_id = %s", version, post_id)
    return bool(found and found[0])


def lag() -> Lag | None:
    """None where there is no copy, it does not answer, or it is none."""
    found = _ask(
        "SELECT pg_last_wal_replay_lsn()::text, CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0"
        " ELSE EXTRACT(EPOCH FROM now() - pg_last_xact_replay_timestamp()) END"
    )
    return Lag(found[0], float(found[1] or 0)) if found and found[0] else None


def note() -> str:
    """Tell all processes how far a copy must have come to be asked from now on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn()::text")
        position: str = cursor.fetchone()[0]
    cache.set(POSITION, position, None)
    return position


def _note_after_commit() -> None:
    """Once a transaction. What is written outside of one is nothing that readers see."""
    if connection.in_atomic_block and all(owed[1] is not note for owed in connection.run_on_commit):
        transaction.on_commit(note, robust=True)


def _ask(sql: str, *values: Any) -> tuple[Any, ...] | None:
    if REPLICA not in connections:
        return None
    try:
        with connections[REPLICA].cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchone()
    except DatabaseError:
        _rest()
        return None


def _rest() -> None:
    _resting["until"] = time.monotonic() + REST
    connections[REPLICA].close()


def _noticing(failures: list[Exception]) -> Callable[..., Any]:
    def execute(run: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        try:
            return run(sql, params, many, context)
        except DatabaseError as error:
            failures.append(error)
            raise

    return execute
