"""Restoring: everything is built and checked beside what is there, which is touched only at the very end."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.cache import caches
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model
from django.utils.translation import gettext as _

from blog.backup import Refused, manifest, media, places, rows, snapshot
from blog.backup.making import told_size
from blog.backup.manifest import Manifest, Table
from blog.backup.places import Place
from blog.backup.reading import Opened, Progress, opened, silent
from blog.pages import changes
from blog.pages.models import Change
from comments.names import refold

GROWS = 3  # rows with their indexes, against their lines


@dataclass
class Restored:
    """`kept`: the label of what was here before, "" where nothing was."""

    manifest: Manifest
    kept: str
    has_our_secret: bool


def restore(path: Path, *, replace: bool = False, progress: Progress = silent) -> Restored:
    """Raises Refused, and then all is as it was."""
    place, label = places.place(), places.new_label()
    with opened(path, progress) as archive, _told():
        _check_versions(archive.manifest)
        had_content = _check_free(replace)
        place.check_quiet()
        _check_room(archive.manifest)
        with media.unpacked(archive) as folder, _built(place, label, archive), media.put_in_place(folder, label):
            was_there = place.put_in_place(label)
        if was_there and not had_content:
            place.forget(label)
        caches["default"].clear()  # pages and counts of before
        return Restored(archive.manifest, label if had_content else "", manifest.has_our_secret(archive.manifest))


def undo() -> str:
    """Bring back what the last restoring put aside, and put aside what is here. Returns the label of that."""
    place, label = places.place(), places.new_label()
    with _told():
        if not (kept := place.kept()):
            raise Refused(_("Nothing was put aside here that could be brought back."))
        place.bring_back(kept[-1], label)
        media.bring_back(kept[-1], label)
        caches["default"].clear()
    return label


def _check_versions(found: Manifest) -> None:
    """Migrations that this code does not know matter only where they made tables that hold something."""
    full = {table.app for table in found.tables if table.rows}
    loader = MigrationLoader(None)
    applied = {app: names for app, names in found.migrations.items() if app in loader.migrated_apps or app in full}
    if missing := snapshot.unknown(loader, applied):
        words = _(
            "It comes from a newer version, or one with more switched on: unknown here are %(names)s. Nothing was changed."
        )
        raise Refused(words % {"names": ", ".join(missing)})


def _check_free(replace: bool) -> bool:
    """Whether somebody's work is here."""
    had_content = places.has_content()
    if had_content and not replace:
        raise Refused(
            _(
                "There is a site in this database already. With --replace it is put aside, and 'restore --undo' brings it back."
            )
        )
    return had_content


def _check_room(found: Manifest) -> None:
    """An archive can claim any size; what does not fit is not even begun."""
    files = sum(member.size for member in found.media)
    needs = {media.root(): files}
    if connection.vendor == "sqlite":
        lines = sum(table.member.size for table in found.tables)
        needs[Path(connection.settings_dict["NAME"]).parent] = lines * GROWS
    for folder, needed in needs.items():
        free = shutil.disk_usage(next(place for place in (folder, *folder.parents) if place.exists())).free
        if free < needed:
            facts = {"folder": folder, "free": told_size(free), "needed": told_size(needed)}
            raise Refused(_("%(folder)s has %(free)s left, and this needs %(needed)s. Make room.") % facts)


@contextmanager
def _built(place: Place, label: str, archive: Opened) -> Iterator[None]:
    """The whole database of the archive beside the one that is there, and gone again if anything fails."""
    try:
        with places.leading_to(place.settings(label)):
            _make_tables(archive.manifest)
            models = snapshot.models_at(MigrationLoader(connection), snapshot.applied_to(connection))
            _load(archive, {model._meta.db_table: model for model in models})
            call_command("migrate", interactive=False, verbosity=0)  # older ones become as new as this code
            call_command("createcachetable", verbosity=0)
            refold()
            _outdate_pages()
            connection.check_constraints()
        place.finish(label)
        yield
    except BaseException:
        place.drop(label)
        raise


def _make_tables(found: Manifest) -> None:
    """As they were when the archive was made."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    plan = executor.migration_plan(graph.leaf_nodes(), clean_start=True)
    wanted = [(migration, False) for migration, _backwards in plan if _is_applied(migration, found)]
    keys = {(migration.app_label, migration.name) for migration, _backwards in wanted}
    if any(parent.key not in keys for key in keys for parent in graph.node_map[key].parents):
        raise Refused(_("What is in it is not what it says is in it."))
    executor.migrate(None, wanted)


def _is_applied(migration: Migration, found: Manifest) -> bool:
    """One that replaces others was, if all of those were."""
    if migration.name in found.migrations.get(migration.app_label, ()):
        return True
    return bool(migration.replaces) and all(name in found.migrations.get(app, ()) for app, name in migration.replaces)


def _load(archive: Opened, models: dict[str, type[Model]]) -> None:
    """All rows in one transaction, so that no order among tables matters."""
    tables = [table for table in archive.manifest.tables if table.rows or table.name in models]
    if {table.name for table in tables} != set(models) - set(snapshot.LEFT_OUT):
        raise Refused(_("What is in it is not what it says is in it."))
    with transaction.atomic():
        for name in models:  # migrations put some in
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")  # noqa: S608 - quoted
        for table in tables:
            _load_table(archive, table, models[table.name])


def _load_table(archive: Opened, table: Table, model: type[Model]) -> None:
    if sorted(table.columns) != sorted(rows.names_of(model)):
        raise Refused(_("What is in it is not what it says is in it."))
    try:
        rows.load(model, table.columns, archive.lines(table), connection)
    except (DatabaseError, OverflowError) as error:
        facts = {"table": table.name, "why": str(error).strip().partition("\n")[0]}
        raise Refused(
            _("The database does not take a row of %(table)s: %(why)s. Nothing was changed.") % facts
        ) from error
    if table.last_id is not None:
        rows.go_on_after(model, table.last_id, connection)


def _outdate_pages() -> None:
    """Processes that run on would take a state of the same rows for the one they keep pages of: no two have this key."""
    rows.go_on_after(Change, int(time.time() * 1000), connection)
    changes.note(connection)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = {"path": error.filename or "", "why": error.strerror or error}
        raise Refused(_("%(path)s: %(why)s. Nothing was changed.") % why) from error
    except DatabaseError as error:
        said = str(error).strip().partition("\n")[0]
        raise Refused(_("The database does not take it (%(why)s). Nothing was changed.") % {"why": said}) from error
