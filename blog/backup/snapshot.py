"""One moment of the database, read while others go on writing, and the tables as they are in that moment.

SQLite (WAL) and PostgreSQL (REPEATABLE READ) both give a reader its own moment and let nobody wait for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection as site_connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model
from django.utils.translation import gettext as _

from blog.backup import Refused

# Tables whose rows stay behind, and why. That of the cache is none of a model's, and stays behind for the same reason.
LEFT_OUT = {
    "django_session": "who is signed in signs in again; a stolen archive opens no session, and none comes back to life",
    "usersessions_usersession": "the list of those sessions",
    "django_tasks_database_dbtaskresult": "what is owed are rows of its own; a task only makes it prompt",
    "pages_change": "which state of the site a kept page is of: after a restoring it is none that was before",
}

Applied = dict[str, list[str]]


@dataclass
class Snapshot:
    connection: BaseDatabaseWrapper
    applied: Applied
    models: list[type[Model]]


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """Raises Refused for a database that a newer version has changed."""
    connection = _own_connection()
    try:
        _begin(connection)
        applied = applied_to(connection)
        loader = MigrationLoader(connection)
        if missing := unknown(loader, applied):
            raise Refused(
                _("A newer version was here: this one does not know %(names)s.") % {"names": ", ".join(missing)}
            )
        yield Snapshot(connection, applied, models_at(loader, applied))
    finally:
        connection.close()


def applied_to(connection: BaseDatabaseWrapper) -> Applied:
    """By app, in order. Raises Refused where there are no tables of ours."""
    loader = MigrationLoader(connection)
    applied: Applied = {}
    for app, name in sorted(loader.applied_migrations):
        applied.setdefault(app, []).append(name)
    if not applied:
        raise Refused(_("The database is empty. 'manage.py prepare' makes the tables."))
    return applied


def unknown(loader: MigrationLoader, applied: Applied) -> list[str]:
    """What this code has no migration for, like "comments.0099_votes"."""
    known = {key for key, migration in loader.disk_migrations.items() for key in (key, *migration.replaces)}
    return [f"{app}.{name}" for app, names in applied.items() for name in names if (app, name) not in known]


def models_at(loader: MigrationLoader, applied: Applied) -> list[type[Model]]:
    """Each table that had a model when those migrations were the last ones, in the order of their names."""
    nodes = [(app, name) for app, names in applied.items() for name in names if (app, name) in loader.graph.nodes]
    found = loader.project_state(nodes).apps.get_models(include_auto_created=True)
    tables = {model._meta.db_table: model for model in found if model._meta.managed and not model._meta.proxy}
    return [tables[name] for name in sorted(tables)]


def _own_connection() -> BaseDatabaseWrapper:
    """Not the site's: that one takes SQLite's write lock with every transaction, and may come from a pool."""
    connection = site_connection.copy()
    options: dict[str, Any] = {**connection.settings_dict["OPTIONS"]}
    options.pop("pool", None)
    if connection.vendor == "sqlite":
        options["transaction_mode"] = "DEFERRED"
    else:
        from psycopg import IsolationLevel

        options["isolation_level"] = IsolationLevel.REPEATABLE_READ
    connection.settings_dict = {**connection.settings_dict, "OPTIONS": options}
    return connection


def _begin(connection: BaseDatabaseWrapper) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT count(*) FROM sqlite_master")  # the moment is that of the first read
        return
    connection.set_autocommit(False)
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        cursor.execute("SELECT 1")
