"""Everything in a site, row for row, by a road of its own: `python -m tests.blog.backup.contents`.

Prints one JSON object: for each table the digest of each row by its key, and for each uploaded file its own.
What another site prints is the same only if it holds the same.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

# As documented: sessions, the list of them, tasks, and marks of the page cache. Written out here, so that the code
# cannot add to it unseen.
STAY_BEHIND = {"django_session", "usersessions_usersession", "django_tasks_database_dbtaskresult", "pages_change"}


def contents() -> dict[str, dict[str, str]]:
    tables = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True) if _is_kept(model)}
    found = {table: rows(model) for table, model in sorted(tables.items())}
    migrations = MigrationRecorder(connection).applied_migrations()
    return {**found, "migrations": {".".join(key): "" for key in sorted(migrations)}, "media": files()}


def rows(model: type[Model]) -> dict[str, str]:
    key = model._meta.pk.attname
    return {str(row[key]): digest(row) for row in model._base_manager.order_by("pk").values().iterator()}


def digest(row: dict[str, Any]) -> str:
    plain = {
        name: bytes(value).hex() if isinstance(value, memoryview | bytes) else value for name, value in row.items()
    }
    return hashlib.sha256(json.dumps(plain, default=repr, sort_keys=True).encode()).hexdigest()[:16]


def files() -> dict[str, str]:
    root = Path(settings.MEDIA_ROOT)
    found = [
        path
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.relative_to(root).parts[0].startswith(".")
    ]
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in found}


def _is_kept(model: type[Model]) -> bool:
    return model._meta.managed and not model._meta.proxy and model._meta.db_table not in STAY_BEHIND


if __name__ == "__main__":
    sys.stdout.write(json.dumps(contents()))
