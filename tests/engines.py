"""Databases of their own, for tests that bring several processes to one.

PostgreSQL is found by TEST_POSTGRES_URL, or by DATABASE_URL where that names one, or on this machine.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings

from tests.serving import kill_session
from tests.source import ROOT

ENGINES = ["sqlite", "postgres"]


_serial = count(1)
_as_long_as_the_process = ExitStack()
atexit.register(_as_long_as_the_process.close)


@contextmanager
def new_database(engine: str, directory: Path) -> Iterator[str]:
    """The address of a new, migrated database."""
    template = _template(engine)
    if engine == "sqlite":
        shutil.copy(template.removeprefix("sqlite:///"), directory / "db.sqlite3")
        yield f"sqlite:///{directory / 'db.sqlite3'}"
        return
    with _on_server(template.rpartition("/")[2]) as url:
        yield url


@contextmanager
def empty_database(engine: str, directory: Path, template: str = "template1") -> Iterator[str]:
    """The address of a database without tables; of SQLite, of a file that is not there yet.

    On PostgreSQL it has what the template has, to which nobody may be connected meanwhile.
    """
    if engine == "sqlite":
        yield f"sqlite:///{directory / 'db.sqlite3'}"
        return
    with _on_server(template) as url:
        yield url


@contextmanager
def _on_server(template: str) -> Iterator[str]:
    name = f"colloquy_crowd_{os.getpid()}_{next(_serial)}"
    server = _postgres_server()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield f"{server.rsplit('/', 1)[0]}/{name}"
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run_on(url: str, *arguments: str, **environment: str) -> str:
    """What a command of this site prints that works on the database at `url`. What it forked ends with it."""
    command, env = [sys.executable, *arguments], environment_of(url, **environment)
    with TemporaryFile("w+") as out, TemporaryFile("w+") as err:  # pipes, a fork would keep open
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=err, start_new_session=True)
        try:
            process.wait(timeout=600)
        finally:
            kill_session(process.pid)
            process.wait()
        said, complained = [file.seek(0) or file.read() for file in (out, err)]
    assert process.returncode == 0, complained
    return said


def environment_of(url: str, **environment: str) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "blog.settings",
        "SECRET_KEY": "only-for-tests" * 4,
        "DATABASE_URL": url,
        "CACHE_URL": "",
        "COMMENT_FLOOD_SECONDS": "0",
        "COMMENT_RATE_LIMIT": "0",
        **environment,
    }


def _postgres_server() -> str:
    url = os.environ.get("TEST_POSTGRES_URL") or _postgres_of_the_suite() or "postgres://127.0.0.1/postgres"
    try:
        psycopg.connect(url, connect_timeout=30).close()
    except psycopg.OperationalError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL here: {error}")
    return url


def _postgres_of_the_suite() -> str:
    site = settings.DATABASES["default"]
    if not site["ENGINE"].endswith("postgresql"):
        return ""
    return f"postgres://{quote(site['USER'])}:{quote(site['PASSWORD'])}@{site['HOST']}:{site['PORT'] or 5432}/postgres"


@cache
def _template(engine: str) -> str:
    """A migrated database that nobody works on: to copy it takes a hundredth of the time that migrating takes."""
    folder = Path(_as_long_as_the_process.enter_context(TemporaryDirectory()))
    url = _as_long_as_the_process.enter_context(empty_database(engine, folder))
    run_on(url, "manage.py", "migrate", "--verbosity=0")
    run_on(url, "manage.py", "createcachetable", "--verbosity=0")
    return url
