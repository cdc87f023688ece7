"""blog/pages/serving.py: found, made once, handed out, and never the page of a moment ago."""

from __future__ import annotations

import threading
from datetime import timedelta
from wsgiref.util import setup_testing_defaults

import pytest
import time_machine
from django.utils import timezone

from blog.pages import noting, serving
from blog.pages.serving import KeptPages, Pages
from blog.pages.versions import UnansweredError

PUBLIC = ("Cache-Control", "public, max-age=0")


class Database:
    """As `blog.pages.versions` asks one: what is committed, and a moment for each commit."""

    is_instant = True

    def __init__(self):
        self.commits, self.words, self.is_away = 0, "first", False
        self.things = {}

    def commit(self, words):
        self.words, self.commits = words, self.commits + 1

    def moment(self):
        if self.is_away:
            raise UnansweredError
        return self.commits

    def state(self):
        return self.commits, self.commits

    def state_and(self, things):
        return self.state(), self.of(things)

    def of(self, things):
        return {thing: self.things.get(thing) for thing in things}


class Site:
    """Answers with what the database says; every test decides what happens meanwhile."""

    def __init__(self, database):
        self.database, self.asked, self.headers, self.status = database, [], [PUBLIC], "200 OK"
        self.meanwhile = lambda: None

    def __call__(self, environ, start_response):
        self.asked.append(environ)
        words = self.database.words
        self.meanwhile()
        start_response(self.status, [("Content-Type", "text/plain"), *self.headers])
        return [words.encode()]


@pytest.fixture
def database():
    return Database()


@pytest.fixture
def site(database, monkeypatch):
    monkeypatch.setattr(serving, "is_of_everybody", lambda path: True)
    return Site(database)


@pytest.fixture
def pages(site, database):
    return KeptPages(site, Pages(database))


def ask(pages, path="/", method="GET", query="", **headers):
    environ = {"PATH_INFO": path, "REQUEST_METHOD": method, "QUERY_STRING": query}
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    setup_testing_defaults(environ)
    told = []
    body = b"".join(pages(environ, lambda *what: told.extend(what)))
    return int(told[0].split()[0]), dict(told[1]), body


def test_the_site_is_asked_once(pages, site):
    assert [ask(pages)[2] for _time in range(3)] == [b"first"] * 3
    assert len(site.asked) == 1


def test_the_next_reader_sees_what_was_committed(pages, site, database):
    ask(pages)
    database.commit("second")
    assert ask(pages)[2] == b"second"
    assert len(site.asked) == 2


def test_what_was_committed_while_it_was_made_is_seen_at_the_next_look(pages, site, database):
    site.meanwhile = lambda: database.commit("second") if database.words == "first" else None
    assert ask(pages)[2] == b"first"  # this reader asked before
    assert ask(pages)[2] == b"second"


def test_a_commit_that_changes_nothing_of_a_page_leaves_it(pages, site, database, monkeypatch):
    monkeypatch.setattr(database, "state", lambda: (0, 0))
    ask(pages)
    database.commit("elsewhere")
    assert ask(pages)[2] == b"first"
    assert len(site.asked) == 1


def test_a_page_goes_with_the_version_of_what_it_rests_on(pages, site, database, monkeypatch):
    monkeypatch.setattr(database, "state", lambda: (0, 0))
    site.meanwhile = lambda: noting.rests_on("discussion", {7: database.things.get(("discussion", 7))})
    ask(pages)
    database.things["discussion", 7] = 1
    database.commit("second")
    assert ask(pages)[2] == b"second"


def test_a_page_ends_at_its_moment(pages, site, database, monkeypatch):
    end = timezone.now() + timedelta(hours=1)
    site.meanwhile = lambda: noting.changes_at(end)
    ask(pages)
    database.words = "after the hour"
    assert ask(pages)[2] == b"first"
    monkeypatch.setattr(timezone, "now", lambda: end)
    assert ask(pages)[2] == b"after the hour"


def test_many_who_ask_at_once_are_answered_by_one_making(pages, site):
    may_go, told = threading.Event(), []
    site.meanwhile = lambda: may_go.wait(5)
    readers = [threading.Thread(target=lambda: told.append(ask(pages)[2])) for _reader in range(8)]
    for reader in readers:
        reader.start()
    while not site.asked or sum(reader.is_alive() for reader in readers) < 8:
        pass
    may_go.set()
    for reader in readers:
        reader.join()
    assert told == [b"first"] * 8
    assert len(site.asked) <= 2  # one more may have come before the flight was known


def test_whoever_comes_after_a_commit_is_not_shown_what_was_begun_before_it(pages, site, database):
    """A making that is under way is no answer for them: it is looked at again, and made anew."""
    began, may_go, told = threading.Event(), threading.Event(), []
    site.meanwhile = lambda: (began.set(), may_go.wait(5))
    first = threading.Thread(target=lambda: told.append(ask(pages)[2]))
    first.start()
    began.wait(5)
    database.commit("second")
    later = threading.Thread(target=lambda: told.append(ask(pages)[2]))
    later.start()
    may_go.set()
    first.join()
    later.join()
    assert sorted(told) == [b"first", b"second"]


def test_a_making_that_fails_holds_nobody(pages, site):
    def fail():
        raise ValueError("no page")

    site.meanwhile = fail
    with pytest.raises(ValueError, match="no page"):
        ask(pages)
    site.meanwhile = lambda: None
    assert ask(pages)[2] == b"first"


@pytest.mark.parametrize("cookies", ["sessionid=a", "held_3=a", "a=b; remember=c"])
def test_a_reader_with_a_page_of_their_own_gets_it_and_leaves_none(pages, site, cookies):
    ask(pages, cookie=cookies)
    ask(pages, cookie=cookies)
    assert [environ.get("HTTP_COOKIE") for environ in site.asked] == [cookies, cookies]
    assert not pages.pages.store.pages


def test_a_kept_page_is_made_without_anything_of_the_reader(pages, site):
    ask(pages, cookie="_ga=1", accept_language="de", user_agent="x", referer="y", query="utm_source=z")
    asked = site.asked[0]
    assert not {name for name in asked if name in serving.NOT_TOLD}
    assert asked["QUERY_STRING"] == ""


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        ("404 Not Found", [PUBLIC]),
        ("200 OK", []),
        ("200 OK", [("Cache-Control", "private, no-store")]),
        ("200 OK", [PUBLIC, ("Set-Cookie", "a=b")]),
    ],
)
def test_only_a_page_for_everybody_is_kept(pages, site, status, headers):
    site.status, site.headers = status, headers
    assert ask(pages)[0] == int(status[:3])
    ask(pages)
    assert len(site.asked) == 2


def test_who_has_the_page_is_told_so(pages):
    etag = ask(pages)[1]["etag"]
    status, headers, body = ask(pages, if_none_match=etag)
    assert (status, body) == (304, b"")
    assert headers["etag"] == etag
    assert "content-length" not in headers
    assert ask(pages, if_none_match='"another"')[0] == 200


def test_head_is_answered_as_get_without_the_body(pages):
    length = ask(pages)[1]["content-length"]
    status, headers, body = ask(pages, method="HEAD")
    assert (status, headers["content-length"], body) == (200, length, b"")


def test_a_page_of_a_clock_that_ran_ahead_is_made_again_when_it_is_set_back(pages, site):
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        ask(pages)
        ask(pages)
        assert len(site.asked) == 1
    ask(pages)
    assert len(site.asked) == 2


def test_while_the_database_is_away_what_was_right_is_still_shown(pages, database):
    ask(pages)
    database.is_away = True
    assert ask(pages)[2] == b"first"


def test_but_not_for_ever(pages, database, monkeypatch):
    ask(pages)
    database.is_away, database.words = True, "what the site says then"
    monkeypatch.setattr(serving, "OUTAGE_SECONDS", 0)
    assert ask(pages)[2] == b"what the site says then"
    assert not pages.pages.store.pages


def test_a_page_from_a_copy_that_is_behind_is_made_again_from_the_database(pages, site, database):
    """The copy knows an earlier version of what the page shows; the moment says nothing of that."""
    database.things["discussion", 7] = 5

    def read():
        notes = noting.noted()
        notes.asked_copy = notes.may_ask_copy
        noting.rests_on("discussion", {7: 4 if notes.may_ask_copy else 5})

    site.meanwhile = read
    ask(pages)
    assert len(site.asked) == 2
    ask(pages)
    assert len(site.asked) == 2


def test_a_page_from_a_copy_that_is_not_behind_is_kept(pages, site, database):
    database.things["discussion", 7] = 5

    def read():
        noting.noted().asked_copy = True
        noting.rests_on("discussion", {7: 5})

    site.meanwhile = read
    ask(pages)
    ask(pages)
    assert len(site.asked) == 1
