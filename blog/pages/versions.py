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
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, Protocol

import psycopg
from django.db import connections

from blog.pages.changes import TABLE
from blog.pages.noting import SOURCES, Thing

STATE_PARTS = ("count(*)", "coalesce(sum(id), 0)")
STATE = f'SELECT {", ".join(STATE_PARTS)} FROM "{TABLE}"'  # noqa: S608 - constants
MOMENT = "PRAGMA data_version"
SNAPSHOT = b"SELECT txid_current_snapshot()::text"
CONNECT_SECONDS = 2
REST_TIMES = 5  # as long as a failure took: who refuses at once is asked at once, who is not there costs few a wait
JOINS = {"sqlite": "group_concat", "postgresql": "string_agg"}  # what puts rows into one text
MOST_IN_LOOP = 500  # things that the loop asks about in one statement; for more of them there is a thread

State = tuple[int, int]


class Now(NamedTuple):
    """What the database says at one moment."""

    moment: Hashable
    state: State
    versions: dict[Thing, int | None]


class UnansweredError(Exception):
    """The database says nothing."""


class Versions(Protocol):
    is_instant: bool  # answers within microseconds, without a way over a network

    def moment(self) -> Hashable:
        """Equal to an earlier one only where nothing was committed between the two. Raises `UnansweredError`."""

    def state(self) -> State:
        """Of the site: another one after each change to what all pages may show."""

    def state_and(self, things: Collection[Thing]) -> tuple[State, dict[Thing, int | None]]:
        """State and versions in one question. Things may be as many as fit into a statement."""

    def of(self, things: Collection[Thing]) -> dict[Thing, int | None]:
        """The versions now, None for what has no row."""

    def connect(self) -> Any:
        """One more connection, for `MomentInLoop`."""


class _Asking:
    """One connection, for one thread at a time, opened anew when it broke."""

    errors: tuple[type[Exception], ...] = ()
    joins: str  # JOINS of the engine

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.connection: Any = None
        self.connected = 0  # how often
        self.rests_until = 0.0

    def state(self) -> State:
        return self.state_and(())[0]

    def state_and(self, things: Collection[Thing]) -> tuple[State, dict[Thing, int | None]]:
        kinds = _by_kind(things)
        return _told(things, kinds, self._rows(f"SELECT {_whole(kinds, self.joins)}")[0])

    def of(self, things: Collection[Thing]) -> dict[Thing, int | None]:
        return self.state_and(things)[1]

    def _rows(self, statement: str | bytes) -> list[Any]:
        with self.lock, self._answering():
            if self.connection is not None:
                try:
                    return self._ask(statement)
                except self.errors:  # of an old connection: the database may have been started again long ago
                    self.close()
            self.connection = self.connect()
            self.connected += 1
            return self._ask(statement)

    def _ask(self, statement: str | bytes) -> list[Any]:
        rows: list[Any] = self.connection.execute(statement).fetchall()
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
    joins = JOINS["sqlite"]

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
        self.answer: asyncio.Future[list[str] | None] | None = None
        loop.add_reader(self.place, self._hear)

    async def moment(self) -> str | None:
        """None where the connection broke: it is closed by then."""
        row = await self._asked(SNAPSHOT)
        return row[0] if row else None

    async def now(self, things: Collection[Thing]) -> Now | None:
        """All there is to know about these things, as one statement sees it. None as above."""
        kinds = _by_kind(things)
        row = await self._asked(f"SELECT txid_current_snapshot()::text, {_whole(kinds, JOINS['postgresql'])}".encode())
        return Now(row[0], *_told(things, kinds, row[1:])) if row else None

    async def _asked(self, statement: bytes) -> list[str] | None:
        """The only row of the answer."""
        if not self.is_open:
            return None
        self.answer = self.loop.create_future()
        try:
            self.connection.pgconn.send_query(statement)
            self.connection.pgconn.flush()  # a socket's buffer takes a statement at once; see MOST_IN_LOOP
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
                said = _row(result) if result.status == psycopg.pq.ExecStatus.TUPLES_OK else None
        except psycopg.Error:
            self.close()
        return None

    def _tell(self, said: list[str] | None) -> None:
        if self.answer is None or self.answer.done():
            return
        if said is None:
            self.close()
        else:
            self.answer.set_result(said)

    def close(self) -> None:
        if self.is_open:
            self.loop.remove_reader(self.place)
            self.connection.close()
        self.is_open = False
        if self.answer is not None and not self.answer.done():
            self.answer.set_result(None)


def _row(result: Any) -> list[str]:
    return [result.get_value(0, number).decode() for number in range(result.nfields)]


def _by_kind(things: Collection[Thing]) -> dict[str, list[int]]:
    return {kind: [key for _kind, key in group] for kind, group in groupby(sorted(things), itemgetter(0))}


def _whole(kinds: Mapping[str, Sequence[int]], joins: str) -> str:
    """The state, and the versions of each kind as a text: `key:version key:version`."""
    parts = [f'(SELECT {part} FROM "{TABLE}")' for part in STATE_PARTS]  # noqa: S608 - constants
    for kind, keys in kinds.items():
        source, wanted = SOURCES[kind], ", ".join(map(str, keys))
        pair = f"""{joins}("{source.key}" || ':' || "{source.version}", ' ')"""
        parts.append(f"""coalesce((SELECT {pair} FROM "{source.table}" WHERE "{source.key}" IN ({wanted})), '')""")  # noqa: S608 - names from SOURCES, numbers
    return ", ".join(parts)


def _told(
    things: Collection[Thing], kinds: Collection[str], row: Sequence[Any]
) -> tuple[State, dict[Thing, int | None]]:
    """What `_whole` was answered."""
    count, total, *told = row
    versions: dict[Thing, int | None] = dict.fromkeys(things)
    for kind, pairs in zip(kinds, told, strict=True):
        for key, _, version in (pair.partition(":") for pair in pairs.split()):
            versions[kind, int(key)] = int(version)
    return (int(count), int(total)), versions


class PostgresVersions(_Asking):
    is_instant = False
    errors = (psycopg.Error,)
    joins = JOINS["postgresql"]

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
    of_django = {"context", "cursor_factory", "prepare_threshold"}
    parameters = connection.get_connection_params()
    return PostgresVersions(**{name: value for name, value in parameters.items() if name not in of_django})
