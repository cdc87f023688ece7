"""What a migration may not do to a site that goes on meanwhile, with the code of before still running beside it.

Read from its operations, since what they become in SQL hangs on the database. django-migration-linter reads the
SQL instead: on SQLite it sees no lock at all, and knows neither our operation nor which tables are large.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from typing import Any

from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from blog.migrating import AddIndexBeside

# Grow with readers and what they write. Others hold hundreds of rows, and any lock on them is short.
LARGE = {
    *("comments." + name for name in ("comment", "discussion", "event", "act", "revision", "redaction", "trace")),
    *("comments." + name for name in ("commenter", "proofrequest", "helpfulmark", "report", "awaiting", "lesson")),
    *("comments." + name for name in ("subscription", "token", "owedlesson", "spamscore", "akismeterrand", "measure")),
    *("mail.letter", "mail.donotmail", "mail.incoming", "transfer.imported", "posts.formeraddress", "accounts.user"),
}
ONLY_WORDS = {
    *("verbose_name", "help_text", "choices", "default", "blank", "editable", "related_name", "related_query_name"),
    *("validators", "error_messages", "on_delete", "limit_choices_to", "db_default", "serialize"),
}
RENAMES = (migrations.RenameField, migrations.RenameModel, migrations.AlterModelTable)
DROPS = (migrations.RemoveField, migrations.DeleteModel)
DROPPED_BY_HAND = re.compile(r"\bdrop\s+(table|column)\b", re.IGNORECASE)
LOCKED_BY_HAND = re.compile(
    r"\b(alter\s+table|create\s+(unique\s+)?index(?!\s+concurrently)|lock|update)\b", re.IGNORECASE
)


def refusals(migration: migrations.Migration, before: ProjectState, *, may_drop: bool = False) -> list[str]:
    """Why it is not taken, a sentence each. `before` is the state it starts from, and stays as it is.

    `may_drop`: a release that does without what it drops is out.
    """
    state, new = before.clone(), set[str]()
    found = list(_of_the_whole(migration))
    for operation in migration.operations:
        found += _refused(operation, migration, state, new, may_drop)
        if isinstance(operation, migrations.CreateModel):
            new.add(f"{migration.app_label}.{operation.name_lower}")
        operation.state_forwards(migration.app_label, state)
    return [f"{migration.app_label}.{migration.name}: {why}" for why in found]


def _of_the_whole(migration: migrations.Migration) -> Iterator[str]:
    kinds = {isinstance(operation, migrations.RunPython) for operation in migration.operations}
    if migration.atomic and kinds == {True, False}:
        yield "fills rows while it holds the locks of its other operations; fill them in a migration of its own."


def _refused(operation: Operation, migration: migrations.Migration, state: ProjectState, new: set[str], may_drop: bool) -> Iterator[str]:  # fmt: skip
    model = f"{migration.app_label}.{getattr(operation, 'model_name', getattr(operation, 'name', '')).lower()}"
    what = operation.describe()
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        for part in operation.database_operations:
            yield from _refused(part, migration, state, new, may_drop)
    elif isinstance(operation, migrations.RunPython):
        yield from _filling(operation, migration)
    elif isinstance(operation, migrations.RunSQL):
        yield from _by_hand(str(operation.sql), migration, may_drop)
    elif model in new:
        return
    elif isinstance(operation, RENAMES):
        yield f"{what}: the code of before still asks for the old name."
    elif isinstance(operation, DROPS):
        yield f"{what}: leave the state first, and drop it by SQL when a release without it is out."
    elif isinstance(operation, migrations.AddIndex) and model in LARGE:
        if not isinstance(operation, AddIndexBeside) or migration.atomic:
            yield f"{what}: AddIndexBeside, in a migration with atomic = False, locks nobody out."
    elif isinstance(operation, migrations.AddConstraint) and model in LARGE:
        yield f"{what}: the whole table is read under its lock."
    elif isinstance(operation, migrations.AddField):
        yield from (f"{what}: {why}" for why in _adding(operation.field, model in LARGE))
    elif isinstance(operation, migrations.AlterField):
        was = state.models[migration.app_label, operation.model_name_lower].fields[operation.name]
        yield from (f"{what}: {why}" for why in _altering(was, operation.field, model in LARGE))


def _adding(field: models.Field, is_large: bool) -> Iterator[str]:
    if isinstance(field, models.ManyToManyField):
        return
    if not field.null and not field.has_db_default():
        yield "the code of before writes rows without it; null=True, or a db_default."
    if not is_large:
        return
    if field.has_db_default() and hasattr(field.db_default, "resolve_expression") and not _is_now(field.db_default):
        yield "a default that is reckoned for each row rewrites the table."
    if isinstance(field, models.GeneratedField):
        yield "a column that is reckoned rewrites the table."
    if field.db_index or field.unique:
        yield "its index is made under the table's lock; db_index=False, and AddIndexBeside afterwards."


def _altering(was: models.Field, now: models.Field, is_large: bool) -> Iterator[str]:
    if was.null and not now.null:
        yield "the code of before still writes nothing there."
    if is_large and (changed := _changed(was, now) - ONLY_WORDS - {"null"}):
        yield f"{', '.join(sorted(changed))}: the table is rewritten or read under its lock; add a column beside it."


def _changed(was: models.Field, now: models.Field) -> set[str]:
    (kind, old), (new_kind, new) = ((field.deconstruct()[1], field.deconstruct()[3]) for field in (was, now))
    changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    if kind == new_kind and (old.get("max_length") or 0) < (new.get("max_length") or 0):
        changed.discard("max_length")  # PostgreSQL only notes that there is more room
    return changed | ({"its type"} if kind != new_kind else set())


def _filling(operation: migrations.RunPython, migration: migrations.Migration) -> Iterator[str]:
    if operation.reverse_code is None:
        yield f"{operation.code.__name__}: there is no way back; migrations.RunPython.noop is one."
    source = inspect.getsource(sys.modules[operation.code.__module__])
    named = {
        f"{app}.{name.lower()}" for app, name in re.findall(r"get_model\(\s*['\"](\w+)['\"],\s*['\"](\w+)", source)
    }
    if named & LARGE and (migration.atomic or "in_batches(" not in source):
        yield f"{operation.code.__name__}: large tables are filled in_batches(), in a migration with atomic = False."


def _by_hand(sql: str, migration: migrations.Migration, may_drop: bool) -> Iterator[str]:
    if DROPPED_BY_HAND.search(sql):
        if not may_drop:
            yield f"{sql[:60]}: a release without it comes first; then name that in tests/test_migrations.py."
        return
    tables = {name.replace(".", "_") for name in LARGE}
    if LOCKED_BY_HAND.search(sql) and any(re.search(rf"\b{table}\b", sql) for table in tables):
        yield f"{sql[:60]}: nobody looked at what this locks."


def _is_now(default: Any) -> bool:
    """Reckoned once for all rows."""
    return isinstance(default, models.Value) or type(default).__name__ == "Now"
