"""What the database says of the things that pages rest on, and whether anything was committed since it was last asked.

Both engines can say cheaply that nothing at all has changed: SQLite by `PRAGMA data_version`, PostgreSQL by the
snapshot that a query would see. Only where something has are the versions themselves read. The connection is one of
our own, which never writes and takes part in no transaction.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Collection, Hashable, Iterator
from contextlib import contextmanager, suppress
from itertools import groupby
from typing import Any, Protocol

import psycopg
from django.db import connections

from blog.pages.changes import TABLE
from blog.pages.noting import SOURCES, Thing

STATE = f'SELECT count(*), coalesce(sum(id), 0) FROM "{TABLE}"'  # noqa: S608 - a constant
MOMENT = "PRAGMA data_version"
SNAPSHOT = b"SELECT txid_current_snapshot()::text"
CONNECT_SECONDS = 2
REST_TIMES = 5  # as long as a failure took: who refuses at once is asked at once, who is not there costs few a wait
MOST_IN_QUERY = 500  # parameters; engines have limits

State = tuple[int, int]


class UnansweredError(Exception):
    """The database says nothing."""


class Versions(Protocol):
    is_instant: bool  # answers within microseconds, without a way over a network

    def moment(self) -> Hashable:
        """Equal to an earlier one only where nothing was committed between the two. Raises `UnansweredError`."""

    def state(self) -> State:
        """Of the site: another one after each change to what all pages may show."""

    def of(self, things: Collection[Thing]) -> dict[Thing, int | None]:
        """The versions now, None for what has no row."""

    def connect(self) -> Any:
        """One more connection, for `MomentInLoop`."""


class _Asking:
    """One connection, for one thread at a time, opened anew when it broke."""

    errors: tuple[type[Exception], ...] = ()
    placeholder = "?"

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.connection: Any = None
        self.connected = 0  # how often
        self.rests_until = 0.0

    def state(self) -> State:
        count, total = self._rows(STATE)[0]
        return int(count), int(total)

    def of(self, things: Collection[Thing]) -> dict[Thing, int | None]:
        found: dict[Thing, int | None] = dict.fromkeys(things)
        for kind, group in groupby(sorted(things), key=lambda thing: thing[0]):
            keys = [key for _kind, key in group]
            for start in range(0, len(keys), MOST_IN_QUERY):
                rows = self._versions(kind, keys[start : start + MOST_IN_QUERY])
                found.update({(kind, key): version for key, version in rows})
        return found

    def _versions(self, kind: str, keys: list[int]) -> list[tuple[int, int]]:
        source = SOURCES[kind]
        marks = ", ".join([self.placeholder] * len(keys))
        return self._rows(
            f'SELECT "{source.key}", "{source.version}" FROM "{source.table}" WHERE "{source.key}" IN ({marks})',  # noqa: S608 - names from SOURCES
            keys,
        )

    def _rows(self, statement: str | bytes, values: Collection[Any] = ()) -> list[Any]:
        with self.lock, self._answering():
            if self.connection is not None:
                try:
                    return self._ask(statement, values)
                except self.errors:  # of an old connection: the database may have been started again long ago
                    self.close()
            self.connection = self.connect()
            self.connected += 1
            return self._ask(statement, values)

    def _ask(self, statement: str | bytes, values: Collection[Any]) -> list[Any]:
        rows: list[Any] = self.connection.execute(statement, list(values)).fetchall()
        return rows

    @contextmanager
    def _answering(self) -> Iterator[None]:
        began = time.monotonic()
        if began < self.rests_until:
            raise UnansweredError
        try:
            yield
        except self.errors as error:
            failed = time.monotonic()
            self.rests_until = failed + REST_TIMES * (failed - began)
            self.close()
            raise UnansweredError from error

    def close(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            connection.close()

    def connect(self) -> Any:
        raise NotImplementedError


class SqliteVersions(_Asking):
    is_instant = True
    errors = (sqlite3.Error,)

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path

    def moment(self) -> Hashable:
        """Each connection counts for itself. This is asked for every page that is handed out, so the usual way is short."""
        with self.lock, suppress(sqlite3.Error):
            if self.connection is not None:
                return self.connection.execute(MOMENT).fetchone()[0], self.connected
        return self._rows(MOMENT)[0][0], self.connected

    def connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False, timeout=CONNECT_SECONDS)
        connection.execute("PRAGMA query_only = 1")
        return connection


class MomentInLoop:
    """A connection that the event loop asks for the moment, one question at a time, and waits for beside all else.

    A thread costs as much as the database does: to be woken, to have its turn at Python, to wake the loop.
    """

    def __init__(self, connection: Any, loop: asyncio.AbstractEventLoop) -> None:
        self.connection, self.loop = connection, loop
        self.place: int = connection.pgconn.socket
        self.is_open = True
        self.answer: asyncio.Future[str | None] | None = None
        loop.add_reader(self.place, self._hear)

    async def moment(self) -> str | None:
        """None where the connection broke: it is closed by then."""
        if not self.is_open:
            return None
        self.answer = self.loop.create_future()
        try:
            self.connection.pgconn.send_query(SNAPSHOT)
            self.connection.pgconn.flush()  # so little goes at once
        except psycopg.Error:
            self.close()
        return await self.answer

    def _hear(self) -> None:
        try:
            self.connection.pgconn.consume_input()
            said = None
            while not self.connection.pgconn.is_busy():
                result = self.connection.pgconn.get_result()
                if result is None:
                    return self._tell(said)
                said = result.get_value(0, 0) if result.status == psycopg.pq.ExecStatus.TUPLES_OK else None
        except psycopg.Error:
            self.close()
        return None

    def _tell(self, said: bytes | None) -> None:
        if self.answer is None or self.answer.done():
            return
        if said is None:
            self.close()
        else:
            self.answer.set_result(said.decode())

    def close(self) -> None:
        if self.is_open:
            self.loop.remove_reader(self.place)
            self.connection.close()
        self.is_open = False
        if self.answer is not None and not self.answer.done():
            self.answer.set_result(None)


class PostgresVersions(_Asking):
    is_instant = False
    errors = (psycopg.Error,)
    placeholder = "%s"

    def __init__(self, **parameters: Any) -> None:
        super().__init__()
        self.parameters = parameters

    def moment(self) -> Hashable:
        """By libpq itself, while the connection is in order: psycopg's own way takes this process three times as long."""
        with self.lock, suppress(psycopg.Error):
            if self.connection is not None:
                said = self.connection.pgconn.exec_(SNAPSHOT)
                if said.status == psycopg.pq.ExecStatus.TUPLES_OK:
                    return said.get_value(0, 0).decode()
        return self._rows(SNAPSHOT)[0][0]

    def connect(self) -> Any:
        return psycopg.connect(**{**self.parameters, "autocommit": True, "connect_timeout": CONNECT_SECONDS})


def versions() -> Versions:
    """Of the site's database, whichever it is."""
    connection = connections["default"]
    if connection.vendor == "sqlite":
        return SqliteVersions(str(connection.settings_dict["NAME"]))
    parameters = connection.get_connection_params()
    wanted = {"dbname", "user", "password", "host", "port", "sslmode", "sslrootcert", "options", "service", "passfile"}
    return PostgresVersions(**{name: value for name, value in parameters.items() if name in wanted})
