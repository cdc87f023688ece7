"""blog/pages/keeping.py: pages in the memory of a process."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import brotli
import pytest
from django.utils.http import http_date

from blog.pages import keeping
from blog.pages.asking import Key
from blog.pages.keeping import Kept, MadeOf, Store

MADE_OF = MadeOf((0, 0), {}, None, False)


def page(body=b"A page of ours. " * 50, made_at=1_000_000):
    return Kept([("content-type", "text/html"), ("etag", 'W/"x"')], body, 'W/"x"', MADE_OF, 1, made_at=made_at)


def key(number):
    return Key("localhost", "", f"/{number}/", "")


@pytest.mark.parametrize(
    ("name", "opened"), [("br", brotli.decompress), ("gzip", gzip.decompress), ("identity", lambda body: body)]
)
def test_each_encoding_holds_the_same_page(name, opened):
    ready = page().in_encoding(name)
    headers = dict(ready.headers)
    assert opened(ready.body) == page().body
    assert headers["content-length"] == str(len(ready.body))
    assert headers.get("content-encoding", "identity") == name


def test_a_page_is_compressed_once():
    kept = page()
    assert kept.in_encoding("br").body is kept.in_encoding("br").body


def test_unchanged_says_nothing_of_a_body():
    assert {name for name, _value in page().as_unchanged().headers} == {"etag", "last-modified"}


@pytest.mark.parametrize(
    ("etags", "had"),
    [('W/"x"', True), ('"y", W/"x"', True), ("*", True), ('W/"y"', False), ('"y"', False), ("", False)],
)
def test_an_entity_tag_names_the_page(etags, had):
    assert page().is_had(etags) is had


def test_a_date_names_the_page_only_once_its_second_is_over(monkeypatch):
    """Another page of the same second would have the same date."""
    kept = page()
    monkeypatch.setattr(keeping.time, "time", lambda: 1_000_000.9)
    assert "last-modified" not in dict(kept.in_encoding("br").headers)
    assert not kept.is_had_since(http_date(1_000_000))
    monkeypatch.setattr(keeping.time, "time", lambda: 1_000_001.0)
    assert dict(kept.in_encoding("br").headers)["last-modified"] == http_date(1_000_000)
    assert kept.is_had_since(http_date(1_000_000))
    assert not kept.is_had_since(http_date(999_999))
    assert not kept.is_had_since("yesterday")


def test_a_page_that_two_threads_date_at_once_has_one_date():
    kept = page()
    kept.in_encoding("br")
    kept.is_dated = False  # the other one has looked before this one was done
    names = [name for name, _value in kept.in_encoding("br").headers]
    assert names.count("last-modified") == 1


def test_the_oldest_goes_where_there_is_no_room():
    store = Store(most_bytes=3 * page().size)
    for number in range(5):
        store.put(key(number), page())
    assert [number for number in range(5) if store.pages.get(key(number))] == [2, 3, 4]
    assert store.bytes == 3 * page().size


def test_what_was_asked_for_stays_longer():
    store = Store(most_bytes=3 * page().size)
    for number in range(3):
        store.put(key(number), page())
    store.get(key(0))
    store.put(key(3), page())
    assert store.get(key(0))
    assert not store.get(key(1))


def test_a_page_that_is_too_large_is_not_kept(monkeypatch):
    monkeypatch.setattr(keeping, "LARGEST", 10)
    store = Store()
    store.put(key(1), page())
    assert store.get(key(1)) is None
    assert store.bytes == 0


def test_the_same_page_again_takes_its_own_place():
    store = Store()
    store.put(key(1), page())
    store.put(key(1), page(b"shorter"))
    assert store.bytes == page(b"shorter").size


def test_only_the_page_that_was_meant_is_dropped():
    store, newer = Store(), page()
    store.put(key(1), newer)
    store.drop(key(1), page())
    assert store.get(key(1)) is newer


def test_what_a_page_is_made_of_is_compared_whole():
    made_of = MadeOf((1, 1), {("discussion", 1): 4, ("discussion", 2): None}, datetime.now(UTC), False)
    now = {("discussion", 1): 4, ("discussion", 2): None, ("discussion", 3): 9}
    assert made_of.is_still((1, 1), now)
    assert not made_of.is_still((2, 3), now)
    assert not made_of.is_still((1, 1), {**now, ("discussion", 2): 1})
    assert not made_of._replace(on_everything=True).is_still((1, 1), now)
