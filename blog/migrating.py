"""Changes to the tables of a site that goes on meanwhile: what a migration needs beyond Django's operations.

docs/scaling.md says what may be changed in which steps; tests/long_locks.py refuses the rest.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import OperationalError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AddIndex
from django.db.migrations.state import ProjectState
from django.db.models import QuerySet
from psycopg.errors import LockNotAvailable

# Whoever waits for a table's lock makes all who come after wait as well: readers included.
LOCK_SECONDS = 4
TRIES = 10
PAUSE = 3  # seconds that the site goes on between two tries
BATCH = 2_000


class AddIndexBeside(AddIndexConcurrently):
    """An index that PostgreSQL makes while others write; for a migration with `atomic = False`.

    SQLite has no such thing: its one writer waits, some seconds for a million rows, and readers do not. What an
    interrupted run left half made is made anew.
    """

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            AddIndex.database_forwards(self, app_label, schema_editor, from_state, to_state)
            return
        with _any_lock(schema_editor.connection):
            if _is_half_made(schema_editor.connection, self.index.name):
                schema_editor.execute(f"DROP INDEX CONCURRENTLY {schema_editor.quote_name(self.index.name)}")
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            AddIndex.database_backwards(self, app_label, schema_editor, from_state, to_state)
            return
        with _any_lock(schema_editor.connection):
            super().database_backwards(app_label, schema_editor, from_state, to_state)


def in_batches(rows: QuerySet, size: int = BATCH) -> Iterator[QuerySet]:
    """The rows by runs of their keys, each in a transaction of its own: for `RunPython` where `atomic = False`."""
    last: Any = None
    while True:
        rest = rows.order_by("pk") if last is None else rows.filter(pk__gt=last).order_by("pk")
        keys = list(rest.values_list("pk", flat=True)[:size])
        if not keys:
            return
        with transaction.atomic(using=rows.db):
            yield rows.filter(pk__gte=keys[0], pk__lte=keys[-1])
        last = keys[-1]


def patiently(connection: BaseDatabaseWrapper, migrate: Callable[[], object]) -> None:
    """Migrate without making the site wait: a lock that is not had soon is let go of, and asked for again later."""
    if connection.vendor != "postgresql":
        migrate()
        return
    with _lock_timeout(connection, f"{LOCK_SECONDS}s"):
        for left in reversed(range(TRIES)):
            try:
                migrate()
                return
            except OperationalError as error:
                if not left or not isinstance(error.__cause__, LockNotAvailable):
                    raise
            time.sleep(PAUSE)


@contextmanager
def _any_lock(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Making an index beside the others' work waits for their transactions, and nobody for it."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        before = cursor.fetchone()[0]
    with _lock_timeout(connection, "0", before):
        yield


@contextmanager
def _lock_timeout(connection: BaseDatabaseWrapper, seconds: str, afterwards: str = "") -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [seconds])
    try:
        yield
    finally:
        if not connection.in_atomic_block or not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, false)", [afterwards or "0"])


def _is_half_made(connection: BaseDatabaseWrapper, name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_index WHERE indexrelid = to_regclass(%s) AND NOT indisvalid", [name])
        return cursor.fetchone() is not None
