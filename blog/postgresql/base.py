"""A connection to PostgreSQL that says what is planned without a cursor, and believes its socket.

Django asks each connection whether it is well at the first statement of each request (`CONN_HEALTH_CHECKS`), since the
server may have gone meanwhile. One that has gone has said so: then there is something to read where nothing was asked.
"""

from __future__ import annotations

import select
import time
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import DatabaseError
from django.db.backends.postgresql.base import DatabaseWrapper as DjangosWrapper

from blog.postgresql import planned
from blog.prepared import Said, by_cursor

BELIEVED_SECONDS = 10  # silence after a last answer; a firewall on the way may cut a connection off without a word


class DatabaseWrapper(DjangosWrapper):
    health_check_enabled: bool
    health_check_done: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answered_at = 0.0  # on the monotonic clock, as far as is noted
        self.has_gone_plans = False

    def close_if_unusable_or_obsolete(self) -> None:
        """Before and after each request, and before each unit of background work."""
        if self.has_gone_plans:
            self.close()
        super().close_if_unusable_or_obsolete()

    def is_usable(self) -> bool:
        is_usable = super().is_usable()
        self.answered_at = time.monotonic() if is_usable else 0.0
        return is_usable

    def close_if_health_check_failed(self) -> None:
        if self.connection is not None and self.health_check_enabled and not self.health_check_done:
            is_recent = time.monotonic() - self.answered_at < BELIEVED_SECONDS
            if is_recent and is_silent(self.connection):
                self.health_check_done = True
        super().close_if_health_check_failed()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        self.has_gone_plans, self.answered_at = False, time.monotonic()
        return connection

    def said(self, statement: str, values: Sequence[Any]) -> Said:
        """Raises Django's database errors. A plan that is of no use any more is made anew, or the connection is."""
        try:
            return self._as_planned(statement, values)
        except DatabaseError as error:
            self.has_gone_plans |= isinstance(error.__cause__, planned.GONE_PLANS)
            raise

    def _as_planned(self, statement: str, values: Sequence[Any]) -> Said:
        """Whoever logs statements sees them with their values, which one that is planned does not tell."""
        if self.queries_logged:
            return by_cursor(self.cursor(), statement, values)
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            ready = planned.of(self)
        if ready is None:
            return by_cursor(self.cursor(), statement, values)
        self.validate_thread_sharing()
        self.validate_no_broken_transaction()
        say: Any = partial(self._say, ready)
        for wrapper in reversed(self.execute_wrappers):
            say = partial(wrapper, say)
        return say(statement, values, False, {"connection": self, "cursor": None})  # type: ignore[no-any-return]

    def _say(self, ready: planned.Planned, statement: str, values: Sequence[Any], *_many_and_context: Any) -> Said:
        with self.wrap_database_errors:
            said = ready.say(statement, values)
        self.answered_at = time.monotonic()
        return said


def is_silent(held: Any) -> bool:
    """Has the server said nothing, such as that it goes?"""
    try:
        looked = select.poll()
        looked.register(held.pgconn.socket, select.POLLIN)
        return not looked.poll(0)
    except Exception:  # no socket any more
        return False
