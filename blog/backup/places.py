"""Where a restored database is built, beside the one that is there, and the one step that puts it in its place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Protocol

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections

from blog.backup.postgres_place import PostgresPlace
from blog.backup.sqlite_place import SqlitePlace

# Where there is a row in one of these, somebody's work is there.
TELLING = ("accounts_user", "posts_post", "comments_comment")


class Place(Protocol):
    def check_quiet(self) -> None:
        """Raises Refused while the site would go on writing into what is put aside."""

    def settings(self, label: str) -> dict[str, Any]:
        """Of the connection to the new place; makes it."""

    def finish(self, label: str) -> None:
        """All is in it and on the disk."""

    def put_in_place(self, label: str) -> bool:
        """In one step. What was there is kept under that label; whether there was anything."""

    def drop(self, label: str) -> None:
        """The new place, which came to nothing."""

    def forget(self, label: str) -> None:
        """What was put aside, and held nothing."""

    def kept(self) -> list[str]:
        """Labels of what was put aside, the oldest first."""

    def bring_back(self, label: str, new_label: str) -> None:
        """What was put aside takes its place again; what was there until now is put aside."""


def place() -> Place:
    return SqlitePlace() if connection.vendor == "sqlite" else PostgresPlace()


def new_label() -> str:
    return datetime.now(UTC).strftime("%Y%m%dt%H%M%Sz")


def has_content() -> bool:
    """True as well for what cannot be read: it may be somebody's."""
    try:
        tables = set(connection.introspection.table_names())
        with connection.cursor() as cursor:
            for table in tables.intersection(TELLING):
                cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # noqa: S608 - ours
                if cursor.fetchone():
                    return True
    except DatabaseError:
        return True
    return False


@contextmanager
def leading_to(settings: dict[str, Any]) -> Iterator[None]:
    """Meanwhile the site's connection is one to there, for migrations as for everything else."""
    before = connections[DEFAULT_DB_ALIAS]
    before.close()
    there = before.copy()
    there.settings_dict = settings
    connections[DEFAULT_DB_ALIAS] = there
    try:
        yield
    finally:
        there.close()
        connections[DEFAULT_DB_ALIAS] = before
