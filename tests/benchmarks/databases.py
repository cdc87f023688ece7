"""New databases of both kinds to measure in."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

import psycopg

from tests.site import environment
from tests.source import ROOT

POSTGRES_URL = os.environ.get("TEST_POSTGRES_URL", "postgres://127.0.0.1/postgres")
STATIC = Path(os.environ.get("STATIC_ROOT", ROOT / "data" / "static"))


@dataclass
class Site:
    """A migrated database without content, and the environment that leads to it."""

    database: str
    env: dict[str, str] = field(repr=False)

    def run(self, *command: str) -> str:
        """What one of our programs prints. Its errors go to the screen, and end the measuring."""
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=self.env, stdout=subprocess.PIPE, text=True, check=True
        )
        return done.stdout


def kinds() -> list[str]:
    try:
        psycopg.connect(POSTGRES_URL, connect_timeout=3).close()
    except psycopg.OperationalError as error:
        sys.stderr.write(f"No PostgreSQL to measure: {error}\n")
        return ["SQLite"]
    return ["SQLite", "PostgreSQL"]


@contextmanager
def new_site(kind: str, **settings: str) -> Iterator[Site]:
    with TemporaryDirectory(prefix="colloquy-bench-") as directory:
        limits = {"COMMENT_FLOOD_SECONDS": "0", "COMMENT_RATE_LIMIT": "0", "STATIC_ROOT": str(STATIC)}
        env = environment(Path(directory), DJANGO_SETTINGS_MODULE="blog.settings", **limits, **settings)
        with database(kind, env["DATABASE_URL"]) as url:
            site = Site(kind, {**env, "DATABASE_URL": url})
            site.run("manage.py", "prepare")
            yield site


@contextmanager
def database(kind: str, sqlite_url: str) -> Iterator[str]:
    if kind == "SQLite":
        yield sqlite_url
        return
    name = f"colloquy_bench_{os.getpid()}_{token_hex(3)}"
    with psycopg.connect(POSTGRES_URL, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{POSTGRES_URL.rpartition('/')[0]}/{name}"
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
