"""blog/pages/versions.py: both engines say whether anything was committed, and what."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from urllib.parse import urlsplit

import psycopg
import pytest

from blog.pages.noting import SOURCES, Source
from blog.pages.versions import MomentInLoop, PostgresVersions, SqliteVersions, UnansweredError
from tests.engines import ENGINES, new_database


class Place:
    """A database, what asks it, and a writer of its own."""

    def __init__(self, url):
        if url.startswith("sqlite"):
            path = url.removeprefix("sqlite:///")
            self.source = SqliteVersions(path)
            self.writer = sqlite3.connect(path, isolation_level=None)
        else:
            parts = urlsplit(url)
            self.source = PostgresVersions(
                host=parts.hostname,
                port=parts.port or 5432,
                user=parts.username,
                password=parts.password,
                dbname=parts.path[1:],
            )
            self.writer = psycopg.connect(url, autocommit=True)

    def write(self, statement):
        return self.writer.execute(statement)

    def close(self):
        self.writer.close()
        self.source.close()


@pytest.fixture(scope="module", params=ENGINES)
def place(request, tmp_path_factory):
    with new_database(request.param, tmp_path_factory.mktemp("versions")) as url:
        place = Place(url)
        place.write("CREATE TABLE a_thing (id integer, version integer)")
        SOURCES["a thing"] = Source("a_thing", "id", "version")
        yield place
        place.close()
        del SOURCES["a thing"]


def test_without_a_commit_it_is_the_same_moment(place):
    assert place.source.moment() == place.source.moment()


def test_a_commit_of_anybody_makes_another_moment(place):
    before = place.source.moment()
    place.write("INSERT INTO a_thing VALUES (1, 1)")
    assert place.source.moment() != before


def test_what_is_not_committed_yet_is_not_read(place):
    before = place.source.state()
    place.write("BEGIN")
    place.write("INSERT INTO pages_change DEFAULT VALUES")
    moment = place.source.moment()
    assert place.source.state() == before
    place.write("COMMIT")
    assert place.source.moment() != moment
    assert place.source.state() != before


def test_two_changes_at_once_are_two_states_in_either_order(place):
    first = place.source.state()
    place.write("INSERT INTO pages_change (id) VALUES (902)")
    second = place.source.state()
    place.write("INSERT INTO pages_change (id) VALUES (901)")
    assert len({first, second, place.source.state()}) == 3


def test_versions_are_read_for_what_is_there_and_for_what_is_not(place):
    place.write("INSERT INTO a_thing VALUES (5, 50), (6, 60)")
    things = {("a thing", 5), ("a thing", 6), ("a thing", 7), ("discussion", 1)}
    found = {("a thing", 5): 50, ("a thing", 6): 60, ("a thing", 7): None, ("discussion", 1): None}
    assert place.source.of(things) == found
    assert place.source.state_and(things) == (place.source.state(), found)
    assert place.source.state_and(set()) == (place.source.state(), {})


def test_many_things_are_asked_for_at_once(place):
    found = place.source.of({("a thing", number) for number in range(1000, 3000)})
    assert set(found.values()) == {None}
    assert len(found) == 2000


def test_what_was_committed_while_a_connection_was_broken_is_seen_at_the_next_question(place):
    before = place.source.moment()
    place.source.connection.close()
    place.write("INSERT INTO a_thing VALUES (2, 1)")
    assert place.source.moment() != before


def test_two_connections_never_say_the_same_moment_of_sqlite(tmp_path):
    """Each counts the commits of others from the same number on."""
    source, moments = SqliteVersions(str(tmp_path / "db.sqlite3")), set()
    for _time in range(20):
        moments.add(source.moment())
        source.close()
    assert len(moments) == 20


@pytest.mark.parametrize(
    "source",
    [SqliteVersions("/nowhere/at/all.sqlite3"), PostgresVersions(host="127.0.0.1", port=1, dbname="none", user="none")],
)
def test_a_database_that_is_away_is_said_to_be(source):
    for _time in range(2):
        with pytest.raises(UnansweredError):
            source.moment()


def test_whoever_made_us_wait_long_is_not_asked_for_a_while(monkeypatch):
    now, asked = [0.0], []
    source = SqliteVersions("/nowhere/at/all.sqlite3")

    def connect():
        asked.append(now[0])
        now[0] += 2
        raise sqlite3.OperationalError

    monkeypatch.setattr("blog.pages.versions.time.monotonic", lambda: now[0])
    monkeypatch.setattr(source, "connect", connect)
    for moment in (0.0, 11.9, 12.1):
        now[0] = moment
        with pytest.raises(UnansweredError):
            source.moment()
    assert asked == [0.0, 12.1]


def test_whoever_refuses_at_once_is_asked_at_once(monkeypatch):
    asked = []
    source = SqliteVersions("/nowhere/at/all.sqlite3")
    monkeypatch.setattr("blog.pages.versions.time.monotonic", lambda: 7.0)
    monkeypatch.setattr(source, "connect", lambda: asked.append(1) or sqlite3.connect("/nowhere/at/all.sqlite3"))
    for _time in range(3):
        with pytest.raises(UnansweredError):
            source.moment()
    assert len(asked) == 3


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with new_database("postgres", tmp_path_factory.mktemp("in-loop")) as url, closing(Place(url)) as place:
        place.write("CREATE TABLE a_thing (id integer, version integer)")
        yield place


def in_loop(server, look):
    async def open_and_look():
        moment = MomentInLoop(server.source.connect(), asyncio.get_running_loop())
        try:
            return await asyncio.wait_for(look(moment), 30)
        finally:
            moment.close()

    return asyncio.run(open_and_look())


def test_the_loop_is_told_the_moment_that_a_thread_is_told(server):
    async def look(moment):
        told = []
        for version in range(20):
            before = await moment.moment(), await moment.moment(), server.source.moment()
            server.write(f"INSERT INTO a_thing VALUES (1, {version})")
            told.append((len(set(before)), await moment.moment() != before[0]))
        return told

    assert in_loop(server, look) == [(1, True)] * 20


def test_the_loop_is_told_in_one_answer_what_a_thread_asks_for_in_two(server):
    server.write("DELETE FROM a_thing")
    server.write("INSERT INTO a_thing VALUES (5, 50), (6, 60)")
    server.write("INSERT INTO pages_change DEFAULT VALUES")
    things = {("a thing", 5), ("a thing", 6), ("a thing", 7), ("discussion", 1)}

    def by_thread():
        return server.source.moment(), *server.source.state_and(things)

    async def look(moment):
        return await moment.now(things), by_thread(), await moment.now(set())

    now, threads, of_nothing = in_loop(server, look)
    assert now == threads
    assert of_nothing == (*threads[:2], {})


def test_what_is_not_committed_yet_is_not_told_to_the_loop(server):
    things = {("a thing", 900)}

    async def look(moment):
        server.write("BEGIN")
        server.write("INSERT INTO a_thing VALUES (900, 1)")
        before = await moment.now(things)
        server.write("COMMIT")
        return before, await moment.now(things)

    before, after = in_loop(server, look)
    assert (before.versions, after.versions) == ({("a thing", 900): None}, {("a thing", 900): 1})
    assert before.moment != after.moment


@pytest.mark.parametrize("asks_at_once", [True, False])
def test_the_loop_is_told_where_its_connection_broke(server, asks_at_once):
    async def look(moment):
        assert await moment.moment()
        server.write(f"SELECT pg_terminate_backend({moment.connection.info.backend_pid})")
        if not asks_at_once:
            await asyncio.sleep(0.2)
        return await moment.moment(), await moment.moment(), moment.is_open

    assert in_loop(server, look) == (None, None, False)


def test_whoever_waits_while_it_is_closed_is_told_as_well(server):
    async def look(moment):
        waiting = asyncio.ensure_future(moment.moment())
        await asyncio.sleep(0)
        moment.close()
        return await waiting

    assert in_loop(server, look) is None
