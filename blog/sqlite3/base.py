"""A writer asks for the lock again every few milliseconds, however long it has waited.

SQLite itself asks ever more seldom, in the end ten times a second. Whoever came early is then passed by all who come
later, and beside a program that writes in one batch after the other they may not get their turn for seconds.
"""

from __future__ import annotations

import sqlite3
import time

from django.db import OperationalError
from django.db.backends.sqlite3.base import DatabaseWrapper as DjangosWrapper

TURN = 0.002  # seconds between two tries: a tenth of what a writer takes or a batch leaves to others


class DatabaseWrapper(DjangosWrapper):
    transaction_mode: str  # how each transaction begins: see `blog.environment`

    def _start_transaction_under_autocommit(self) -> None:
        patience = self.settings_dict["OPTIONS"].get("timeout", 5.0)
        self._let_sqlite_wait(0)
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in its stub
        except OperationalError as error:
            if not _is_busy(error):
                raise
            self._begin_in_turn(error, time.monotonic() + patience)
        finally:
            self._let_sqlite_wait(patience)

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
