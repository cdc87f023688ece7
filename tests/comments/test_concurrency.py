"""Many processes at once, on both databases: no damaged tree, nothing lost, nothing miscounted.

Each engine has a database of its own here, whatever the suite runs on. PostgreSQL is found by
TEST_POSTGRES_URL, or by DATABASE_URL where that names one, or on this machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
QUICK, FULL = 20, 100  # sends of each of eight processes

full = pytest.mark.rehearsal


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def database(request, tmp_path_factory) -> Iterator[str]:
    """The address of a new, migrated database."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('crowd') / 'db.sqlite3'}"
        yield _migrated(url)
        return
    name = f"colloquy_crowd_{os.getpid()}"
    server = _postgres_server()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield _migrated(f"{server.rsplit('/', 1)[0]}/{name}")
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _postgres_server() -> str:
    url = os.environ.get("TEST_POSTGRES_URL") or _postgres_of_the_suite() or "postgres://127.0.0.1/postgres"
    try:
        psycopg.connect(url, connect_timeout=3).close()
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


def _migrated(url: str) -> str:
    _run(url, "manage.py", "migrate", "--verbosity=0")
    _run(url, "manage.py", "createcachetable", "--verbosity=0")
    return url


def _run(url: str, *arguments: str, **environment: str) -> str:
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "blog.settings",
        "SECRET_KEY": "only-for-tests" * 4,
        "DATABASE_URL": url,
        "CACHE_URL": "",
        "COMMENT_FLOOD_SECONDS": "0",
        "COMMENT_RATE_LIMIT": "0",
        **environment,
    }
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _crew(url: str, job: str, acts: int, posts: int, **environment: str) -> dict:
    said = _run(url, "-m", "tests.comments.crew", job, "8", str(acts), str(posts), **environment)
    return json.loads(said.splitlines()[-1])


@pytest.mark.parametrize("posts", [1, 50])
@pytest.mark.parametrize("acts", [QUICK, pytest.param(FULL, marks=full)])
def test_eight_processes_that_send_at_once_damage_nothing(database, acts, posts):
    result = _crew(database, "send", acts, posts)
    assert result["done"] == {"sent": 8 * acts}
    assert (result["stored"], result["bad_trees"], result["wrong_counts"]) == (8 * acts, 0, 0)
    assert result["counted"] == result["shown"]
    assert result["replies"] > 8 * acts * 0.5


def test_mptt_alone_fails_the_same_check(database):
    result = _crew(database, "plain", QUICK, 1)
    assert result["bad_trees"] == 1


@pytest.mark.parametrize("posts", [1, 5])
@pytest.mark.parametrize("acts", [QUICK, pytest.param(FULL, marks=full)])
def test_sending_deciding_undoing_and_dropping_at_once_damage_nothing(database, acts, posts):
    result = _crew(database, "mixed", acts, posts)
    allowed = {"sent", "decided", "undone", "dropped", "nothing to drop", "refused: parent"}
    assert set(result["done"]) <= allowed
    assert (result["bad_trees"], result["wrong_counts"], result["stray_statuses"]) == (0, 0, 0)
    assert result["stored"] == result["done"]["sent"] - result["done"].get("dropped", 0)
    assert result["counted"] == result["shown"]


@pytest.mark.parametrize("posts", [1, 8])
def test_of_a_flood_from_one_network_one_is_accepted(database, posts):
    result = _crew(database, "flood", 1, posts, COMMENT_FLOOD_SECONDS=str(30 + posts))
    assert result["done"] == {"sent": 1, "refused: too_fast": 7}
    assert result["stored"] == 1


def test_of_a_flood_after_an_older_claim_one_is_accepted_too(database):
    _crew(database, "flood", 1, 8, COMMENT_FLOOD_SECONDS="1")
    result = _crew(database, "flood", 1, 8, COMMENT_FLOOD_SECONDS="25")
    assert result["done"] == {"sent": 1, "refused: too_fast": 7}
