"""A database that stops and starts under load: readers see what was kept or are told, writers keep their text, and it is over by itself."""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import closing

import pytest

from tests.blog.mail.post_office import PostOffice
from tests.clusters import own_postgres
from tests.engines import new_database, run_on
from tests.outage import form_in
from tests.rehearsals.house import House, worker_of
from tests.rehearsals.writers import Writers, ask, reply_form
from tests.serving import until

AGAIN_SECONDS = 15  # from a database that is back to a comment that is taken: one or two, where nobody else works
WORDS = "What I <b>wrote</b> & would not write twice."

OWE = """
from blog.mail import outbox
from blog.posts.models import Post
from tests.builders import a_comment
comment = a_comment(Post.objects.first(), email="ellen@example.org")
print(outbox.owe("proof", comment.email, about=comment.pk))
"""


@pytest.fixture
def post_office():
    office = PostOffice()
    office.open()
    yield office
    office.close()


@pytest.fixture
def cluster():
    with own_postgres() as cluster:
        run_on(cluster.url, "manage.py", "migrate", "--verbosity=0")
        run_on(cluster.url, "manage.py", "createcachetable", "--verbosity=0")
        yield cluster


@pytest.mark.parametrize(
    "stops", [pytest.param(1, marks=pytest.mark.rehearsed), pytest.param(10, marks=pytest.mark.rehearsal)]
)
def test_postgresql_stopped_and_started_under_load(cluster, stops, prepared, post_office):
    house = House(cluster.url, {**prepared, "EMAIL_URL": post_office.address})
    chance = random.Random(stops)
    with house.served() as server:
        worker = worker_of(server.pid)
        writers = Writers(house.port, house.articles, 8)
        with writers.writing():
            for _ in range(stops):
                assert until(lambda: time.monotonic() - writers.last_taken < 1, 60)
                time.sleep(chance.uniform(0.2, 1.0))
                assert ask(house.port, house.articles[0]).status == 200  # so that a process keeps it
                cluster.stop(chance.choice(["immediate", "fast"]))
                assert_what_is_kept_is_shown(house)
                assert_text_is_kept(house, writers)
                cluster.start()
                back = time.monotonic()
                assert until(lambda: writers.last_taken > back, AGAIN_SECONDS)  # noqa: B023
                print(f"a comment was taken {time.monotonic() - back:.1f} s after PostgreSQL was back")  # noqa: T201
        house.shell(OWE)
        assert until(lambda: post_office.recipients == ["ellen@example.org"], 60)
        assert worker_of(server.pid) == worker  # it waited, and did not die of it
    found = house.reckon()
    assert writers.odd == []
    assert writers.answers[503]
    assert set(writers.taken) <= set(found["bodies"])
    assert (found["faults"], found["miscounted"], found["counted"]) == (0, [], found["shown"])


def assert_what_is_kept_is_shown(house: House) -> None:
    """By the process that keeps it, one of two; and whoever asks for anything else is told to come again."""
    articles = [ask(house.port, house.articles[0]) for _ in range(30)]
    assert {article.status for article in articles} <= {200, 503}
    assert any("Article 0" in article.text for article in articles if article.status == 200)
    other = ask(house.port, "/")
    assert other.status == 503
    assert other.headers["retry-after"]
    assert "Come again in a moment" in other.text


def assert_text_is_kept(house: House, writers: Writers) -> None:
    """Of whoever sends just now."""
    action, fields = writers.forms[0]
    sent = {**fields, "name": "Ellen", "email": "e@example.org", "body": WORDS}
    answer = ask(house.port, action, sent)
    assert answer.status == 503
    kept = form_in(answer.body, "/comments/on/")[1]
    assert {name: kept[name] for name in ("body", "name", "email", "token")} == {
        name: sent[name] for name in ("body", "name", "email", "token")
    }


PATIENCE = 3  # seconds that SQLite waits for a lock here
LIMITS = {"COMMENT_FLOOD_SECONDS": "15", "COMMENT_RATE_LIMIT": "60"}


def test_an_sqlite_that_somebody_keeps_locked(prepared, tmp_path):
    """Longer than we wait: reading goes on, and a text that cannot be stored is given back, after one wait for all."""
    with new_database("sqlite", tmp_path) as url:
        house = House(f"{url}?timeout={PATIENCE}", {**prepared, "MEDIA_ROOT": str(tmp_path / "media")})
    house.env |= LIMITS  # which are written as well
    with house.served():
        action, fields = reply_form(house.port, house.articles[0])
        sent = {**fields, "name": "Ellen", "email": "e@example.org", "body": WORDS}
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert ask(house.port, house.articles[0]).status == 200
            began = time.monotonic()
            answer = ask(house.port, action, sent)
            assert PATIENCE <= time.monotonic() - began < 2 * PATIENCE
        assert answer.status == 503
        assert "more to write at the moment than it can" in answer.text
        again, kept = form_in(answer.body, "/comments/on/")
        assert ask(house.port, again.partition("#")[0], kept).status == 303
        assert house.reckon()["bodies"] == [WORDS]
