"""Buckets that all processes draw from: in a table of the database, in Redis, and in one process alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from django.db import DatabaseError, connection

from blog import allowance
from blog.allowance import HOUR, Bucket, give_back, take
from tests.engines import ENGINES, new_database, run_on
from tests.redis import kill, own_redis

# The database is there because the cache may be a table of it.
pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, 5, tzinfo=UTC)
THREE = Bucket("mark", 3, HOUR)

# Processes that begin together, and not one after the other as each has loaded the site.
RACE = """
from multiprocessing import get_context
import django
django.setup()
from blog.allowance import Bucket, take
bucket, fork = Bucket("race", 25, 36000), get_context("fork")
gate, got = fork.Barrier(8), fork.Queue()
def tries():
    gate.wait(60)
    got.put(sum(not take(bucket, "mallory") for _ in range(20)))
crowd = [fork.Process(target=tries) for _ in range(8)]
for one in crowd:
    one.start()
print(*[got.get(timeout=120) for _ in crowd])
"""


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture(params=["site", "redis", "alone"])
def store(request, monkeypatch, tmp_path) -> Iterator[str]:
    """The site's own store, whichever it is; a Redis; and what is left when there is none."""
    if request.param == "site":
        yield request.param
        return
    with own_redis(tmp_path) as url:
        monkeypatch.setattr(allowance, "caches", {"default": RedisCache(url, {})})
        if request.param == "alone":
            kill(url)
            monkeypatch.setattr(allowance, "_kept", {})
        yield request.param


def test_so_many_and_no_more_and_a_true_time_to_wait(store, clock):
    assert [take(THREE, "a") for _ in range(5)] == [0, 0, 0, 1200, 1200]
    clock.shift(timedelta(seconds=1199.5))
    assert take(THREE, "a") == 1
    clock.shift(timedelta(seconds=0.5))
    assert [take(THREE, "a"), take(THREE, "a")] == [0, 1200]


def test_a_bucket_is_full_again_after_its_period_and_holds_no_more(store, clock):
    assert [take(THREE, "a") for _ in range(4)][-1]
    clock.shift(timedelta(hours=30))
    assert [bool(take(THREE, "a")) for _ in range(4)] == [False, False, False, True]


def test_each_person_and_each_thing_is_counted_for_itself(store, clock):
    assert [take(Bucket("mark", 1, HOUR), "a") for _ in range(2)] == [0, 3600]
    assert take(Bucket("mark", 1, HOUR), "b") == 0
    assert take(Bucket("report", 1, HOUR), "a") == 0


def test_a_token_that_was_given_back_can_be_used_again(store, clock):
    assert [take(THREE, "a") for _ in range(3)] == [0, 0, 0]
    give_back(THREE, "a")
    assert [take(THREE, "a"), take(THREE, "a")] == [0, 1200]


def test_giving_back_fills_no_bucket_beyond_its_brim(store, clock):
    for _ in range(5):
        give_back(THREE, "a")
    assert [bool(take(THREE, "a")) for _ in range(4)] == [False, False, False, True]


def test_a_clock_that_was_set_back_shuts_nobody_out(store, clock):
    assert [take(THREE, "a") for _ in range(4)][-1]
    clock.shift(timedelta(days=-400))
    assert take(THREE, "a") == 0


def test_who_comes_from_nowhere_is_not_counted_with_everybody_else(store, clock):
    assert not any(take(THREE, "") for _ in range(9))


def test_what_a_process_counts_by_itself_is_bounded(monkeypatch, clock):
    monkeypatch.setattr(allowance, "_kept", {})
    monkeypatch.setattr(allowance, "MOST_KEPT", 5)
    given = {"now": 0, "window": 1, "cost": 1, "slack": 0}
    for number in range(50):
        allowance._take_here(f"key-{number}", given)
    assert len(allowance._kept) <= 5


def test_a_table_that_cannot_be_written_leaves_a_limit_and_the_work_around_it(clock, monkeypatch):
    def refuse(*args: Any) -> None:
        raise DatabaseError("attempt to write a readonly database")

    monkeypatch.setattr(allowance, "_kept", {})
    monkeypatch.setitem(allowance._IN_TABLE, "take", refuse)
    monkeypatch.setitem(allowance._IN_REDIS, "take", refuse)
    assert [take(THREE, "a") for _ in range(4)] == [0, 0, 0, 1200]
    assert connection.is_usable()


def test_a_table_that_did_not_answer_is_left_alone_for_a_while(clock, monkeypatch):
    asked: list[str] = []

    def refuse(_cache: Any, key: str, _given: Any) -> None:
        asked.append(key)
        raise DatabaseError("database is locked")

    monkeypatch.setattr(allowance, "_kept", {})
    monkeypatch.setattr(allowance, "_stores", lambda: [DatabaseCache("blog_cache", {})])
    monkeypatch.setattr(allowance, "REST_SECONDS", 0.3)
    monkeypatch.setitem(allowance._IN_TABLE, "take", refuse)
    assert [take(THREE, "a") for _ in range(4)] == [0, 0, 0, 1200]
    assert len(asked) == 1
    time.sleep(0.35)
    take(THREE, "b")
    assert len(asked) == 2


def test_a_row_expires_when_its_bucket_is_full(clock):
    if not hasattr(caches["default"], "_table"):
        pytest.skip("the cache is no table")
    take(THREE, "a")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT expires FROM {caches['default']._table} WHERE cache_key LIKE %s", ["%allowance.mark.a"])
        (expires,) = cursor.fetchone()
    assert str(expires)[:19] == "2026-05-04 13:05:01"


@pytest.mark.parametrize("engine", [*ENGINES, "redis"])
def test_eight_processes_at_once_get_no_token_more(engine, tmp_path: Path):
    if engine == "redis":
        with own_redis(tmp_path) as redis:
            assert sum(raced(f"sqlite:///{tmp_path}/none.sqlite3", CACHE_URL=redis)) == 25
        return
    with new_database(engine, tmp_path) as url:
        assert sum(raced(url)) == 25


def raced(url: str, **environment: str) -> list[int]:
    """What each of eight processes got."""
    found = [int(word) for word in run_on(url, "-c", RACE, **environment).split()]
    assert len(found) == 8
    return found
