"""Where a site under test keeps its rows: each in a copy of its own of what was prepared once.

On SQLite, and without Redis, as a site is by default; on PostgreSQL and Redis where the suite itself runs on PostgreSQL.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from tests.engines import empty_database
from tests.redis import own_redis

from .running import environment, manage


@dataclass
class PreparedFile:
    """Migrated, with the demo, beside compressed static files."""

    static: Path
    database: Path

    @contextmanager
    def copied_to(self, directory: Path) -> Iterator[dict[str, str]]:
        """The settings of a site that has its copy there."""
        database = directory / "site.sqlite3"
        shutil.copy(self.database, database)
        yield {"DATABASE_URL": f"sqlite:///{database}"}


@dataclass
class PreparedServers:
    """The same, in a database of PostgreSQL that is the template of others; and a Redis for each site."""

    static: Path
    url: str

    @contextmanager
    def copied_to(self, directory: Path) -> Iterator[dict[str, str]]:
        template = self.url.rsplit("/", 1)[1]
        with empty_database("postgres", directory, template) as url, own_redis(directory) as cache:
            yield {"DATABASE_URL": url, "CACHE_URL": cache}


Prepared = PreparedFile | PreparedServers


@contextmanager
def prepared_in(directory: Path, static: Path, options: dict[str, str]) -> Iterator[Prepared]:
    """In a directory that the processes of a run share: who comes first prepares the file there."""
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        with empty_database("postgres", directory) as url:
            _prepare(static, directory, options | {"DATABASE_URL": url})
            yield PreparedServers(static, url)
        return
    database, unfinished = directory / "prepared.sqlite3", directory / "unfinished.sqlite3"
    if not database.exists():
        _prepare(static, directory, options | {"DATABASE_URL": f"sqlite:///{unfinished}"})
        unfinished.rename(database)
    yield PreparedFile(static, database)


def _prepare(static: Path, directory: Path, options: dict[str, str]) -> None:
    manage(environment("http://127.0.0.1:8000", static, directory / "media") | options, "prepare", "--demo")
