"""Whoever waits to write waits for a turn (`turns`), and then asks for SQLite's lock every few milliseconds.

SQLite itself asks ever more seldom, in the end ten times a second. Whoever came early is then passed by
all who come later, and beside a program that writes in one batch after the other they may not get in for seconds.

All transactions of one request have one patience together: whoever waits for an answer is told in time, however many
there are. What works in the background has it anew for each.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from django.core.signals import request_finished, request_started
from django.db import OperationalError, connections
from django.db.backends.sqlite3.base import DatabaseWrapper as DjangosWrapper
from django.db.backends.sqlite3.base import SQLiteCursorWrapper

from blog.sqlite3.turns import Turn

STATEMENTS = 1_000  # whose form is remembered
ASKS_AGAIN = 0.002  # seconds between two tries: a tenth of what a writer takes or a batch leaves to others
TURN_LASTS = 1.0  # seconds, hardly ever: after that, whoever waits sees whether its owner sleeps
WRITES = ("INSERT", "UPDATE", "DELETE")

_request = threading.local()  # of this thread: `waited`, in seconds, while it answers one

Result = TypeVar("Result")


class Cursor(SQLiteCursorWrapper):
    database: DatabaseWrapper

    @staticmethod
    @lru_cache(maxsize=STATEMENTS)
    def _with_marks(query: str) -> str:
        return SQLiteCursorWrapper.convert_query(None, query)  # type: ignore[arg-type]  # it looks at the query alone

    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        """`%s` as SQLite has it: the same statements come again and again, and some are long."""
        return super().convert_query(query, param_names=param_names) if param_names else self._with_marks(query)

    def execute(self, query: str, params: Any = None) -> Any:
        run = super().execute
        if self.database.autocommit and query.startswith(WRITES):
            return self.database.in_turn(lambda: run(query, params))
        return run(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        run = super().executemany
        if self.database.autocommit and query.startswith(WRITES):
            rows = list(param_list)
            return self.database.in_turn(lambda: run(query, rows))
        return run(query, param_list)


class DatabaseWrapper(DjangosWrapper):
    transaction_mode: str  # how each transaction begins: see `blog.environment`

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn: Turn | None = None

    def create_cursor(self, name: str | None = None) -> Cursor:
        cursor = self.connection.cursor(factory=Cursor)
        cursor.database = self
        return cursor  # type: ignore[no-any-return]

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self._turn = None if self.is_in_memory_db() else Turn(Path(conn_params["database"]))
        return super().get_new_connection(conn_params)

    def in_turn(self, write: Callable[[], Result]) -> Result:
        """A statement that is a transaction of its own. SQLite waits for its lock, where others have no manners."""
        with self._waiting() as until:
            while not self._has_turn() and time.monotonic() < until:
                pass
        self._let_sqlite_wait(self._patience())  # what of it the turn has left
        try:
            with self._waiting():
                return write()
        finally:
            self._give_turn()

    def _start_transaction_under_autocommit(self) -> None:
        self._let_sqlite_wait(0)
        try:
            with self._waiting() as until:
                self._begin(until)
        except BaseException:
            self._give_turn()
            raise
        finally:
            self._let_sqlite_wait(self._patience())

    def _begin(self, until: float) -> None:
        while True:
            has_turn = self._has_turn()
            try:
                with self.wrap_database_errors:
                    self.connection.execute(f"BEGIN {self.transaction_mode}")
                return
            except OperationalError as error:
                if not _is_busy(error) or time.monotonic() >= until:
                    raise
            if has_turn:
                time.sleep(ASKS_AGAIN)

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]  # not in its stub
        finally:
            self._give_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            if self._turn:
                self._turn.close()

    def _has_turn(self) -> bool:
        return self._turn is None or self._turn.wait(min(TURN_LASTS, self._patience()))

    def _give_turn(self) -> None:
        if self._turn:
            self._turn.give()

    def _patience(self) -> float:
        patience: float = self.settings_dict["OPTIONS"].get("timeout", 5.0)
        return max(0.0, patience - getattr(_request, "waited", 0.0))

    @contextmanager
    def _waiting(self) -> Iterator[float]:
        """Gives the moment at which the patience ends; what was waited is gone for the rest of the request."""
        began = time.monotonic()
        try:
            yield began + self._patience()
        finally:
            if hasattr(_request, "waited"):
                _request.waited += time.monotonic() - began

    def _let_sqlite_wait(self, seconds: float) -> None:
        self.connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")

    def be_patient_again(self) -> None:
        if self.connection is not None:
            self._let_sqlite_wait(self._patience())


def _is_busy(error: OperationalError) -> bool:
    """Somebody else writes; the low byte tells, the rest says why."""
    return getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


def _begin_request(**_signal: Any) -> None:
    _request.waited = 0.0


def _end_request(**_signal: Any) -> None:
    """The next request's patience is all there again."""
    if _request.__dict__.pop("waited", 0.0):
        for database in connections.all(initialized_only=True):
            if isinstance(database, DatabaseWrapper):
                database.be_patient_again()


request_started.connect(_begin_request)
request_finished.connect(_end_request)
