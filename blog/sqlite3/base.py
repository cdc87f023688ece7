"""A writer asks for the lock again every few milliseconds, however long it has waited.

SQLite itself asks ever more seldom, in the end ten times a second. Whoever came early is then passed by all who come
later, and beside a program that writes in one batch after the other they may not get their turn for seconds.

All transactions of one request have one patience together: whoever waits for an answer is told in time, however many
there are. What works in the background has it anew for each.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import OperationalError
from django.db.backends.sqlite3.base import DatabaseWrapper as DjangosWrapper
from django.db.backends.sqlite3.base import SQLiteCursorWrapper

STATEMENTS = 1_000  # whose form is remembered
TURN = 0.002  # seconds between two tries: a tenth of what a writer takes or a batch leaves to others

_request = threading.local()  # of this thread: `waited`, in seconds, while it answers one


class Cursor(SQLiteCursorWrapper):
    @staticmethod
    @lru_cache(maxsize=STATEMENTS)
    def _with_marks(query: str) -> str:
        return SQLiteCursorWrapper.convert_query(None, query)  # type: ignore[arg-type]  # it looks at the query alone

    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        """`%s` as SQLite has it: the same statements come again and again, and some are long."""
        return super().convert_query(query, param_names=param_names) if param_names else self._with_marks(query)


class DatabaseWrapper(DjangosWrapper):
    transaction_mode: str  # how each transaction begins: see `blog.environment`

    def create_cursor(self, name: str | None = None) -> Cursor:
        return self.connection.cursor(factory=Cursor)  # type: ignore[no-any-return]

    def _start_transaction_under_autocommit(self) -> None:
        self._let_sqlite_wait(0)
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in its stub
        except OperationalError as error:
            if not _is_busy(error):
                raise
            with self._waiting() as until:
                self._begin_in_turn(error, until)
        finally:
            self._let_sqlite_wait(self._patience())

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
                self.close_at = began  # the next request's connection has all the patience again

    def _begin_in_turn(self, error: OperationalError, until: float) -> None:
        while time.monotonic() < until:
            time.sleep(TURN)
            try:
                with self.wrap_database_errors:
                    self.connection.execute(f"BEGIN {self.transaction_mode}")
                return
            except OperationalError as again:
                if not _is_busy(again):
                    raise
        raise error

    def _let_sqlite_wait(self, seconds: float) -> None:
        self.connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


def _is_busy(error: OperationalError) -> bool:
    """Somebody else writes; the low byte tells, the rest says why."""
    return getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


def _begin_request(**_signal: Any) -> None:
    _request.waited = 0.0


def _end_request(**_signal: Any) -> None:
    _request.__dict__.clear()


request_started.connect(_begin_request)
request_finished.connect(_end_request)
