"""PostgreSQL: the new tables are made in a schema of their own, and change places with the old ones in one transaction."""

from __future__ import annotations

from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from blog.backup import Refused

NEW, KEPT = "restoring_", "before_restore_"
SECONDS_TO_BE_QUIET = 20
TABLES = "SELECT c.relname FROM pg_class c WHERE c.relnamespace = %s::regnamespace AND c.relkind IN ('r', 'p')"
FUNCTIONS = """SELECT p.proname, pg_get_function_identity_arguments(p.oid) FROM pg_proc p
    WHERE p.pronamespace = %s::regnamespace AND p.prokind <> 'a'"""
OWN_NAMES = {"django_migrations", "django_admin_log", "django_content_type", "django_session", "blog_cache"}


class PostgresPlace:
    def check_quiet(self) -> None:
        """Nothing to fear: whoever writes meanwhile waits for the change of places, and goes on in the new tables."""

    def settings(self, label: str) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {NEW}{label}")
        options = {**connection.settings_dict["OPTIONS"]}
        options.pop("pool", None)
        options["options"] = f"{options.get('options', '')} -c search_path={NEW}{label}".strip()
        return {**connection.settings_dict, "OPTIONS": options}

    def finish(self, label: str) -> None:
        """A committed transaction is on the disk."""

    def put_in_place(self, label: str) -> bool:
        return self._change_places(f"{NEW}{label}", f"{KEPT}{label}")

    def drop(self, label: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {NEW}{label} CASCADE")

    def forget(self, label: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {KEPT}{label} CASCADE")

    def kept(self) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s)", [KEPT])
            return sorted(name.removeprefix(KEPT) for (name,) in cursor.fetchall())

    def bring_back(self, label: str, new_label: str) -> None:
        self._change_places(f"{KEPT}{label}", f"{KEPT}{new_label}")

    def _change_places(self, source: str, aside: str) -> bool:
        """`source` is gone afterwards. Tables take their indexes, constraints and sequences along."""
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{SECONDS_TO_BE_QUIET}s'")
                cursor.execute("SELECT current_schema()")
                home = cursor.fetchone()[0]
                coming = _tables(cursor, source)
                going = [name for name in _tables(cursor, home) if name in coming or self._is_ours(name)]
                cursor.execute(f"CREATE SCHEMA {aside}")
                _move(cursor, going, _functions(cursor, home, _functions(cursor, source)), home, aside)
                _move(cursor, coming, _functions(cursor, source), source, home)
                cursor.execute(f"DROP SCHEMA {source}")
                if not going:
                    cursor.execute(f"DROP SCHEMA {aside}")
        except OperationalError as error:
            raise Refused(_("The site is busy with the old tables. Stop it first: web, worker and all.")) from error
        return bool(going)

    def _is_ours(self, table: str) -> bool:
        """By the apps that were migrated here: a newer version's tables are ours, those of somebody else are not."""
        apps = {app for app, _name in MigrationRecorder(connection).applied_migrations()}
        return table in OWN_NAMES or table.startswith(tuple(f"{app}_" for app in apps))


def _tables(cursor: Any, schema: str) -> list[str]:
    cursor.execute(TABLES, [f'"{schema}"'])
    return [name for (name,) in cursor.fetchall()]


def _functions(cursor: Any, schema: str, among: list[tuple[str, str]] | None = None) -> list[tuple[str, str]]:
    cursor.execute(FUNCTIONS, [f'"{schema}"'])
    found = cursor.fetchall()
    return found if among is None else [function for function in found if function in among]


def _move(cursor: Any, tables: list[str], functions: list[tuple[str, str]], source: str, target: str) -> None:
    for table in tables:
        cursor.execute(f'ALTER TABLE "{source}"."{table}" SET SCHEMA "{target}"')
    for name, arguments in functions:
        cursor.execute(f'ALTER FUNCTION "{source}"."{name}"({arguments}) SET SCHEMA "{target}"')
