"""What is seen of a comment, and what never is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.models import Comment
from comments.models.spam import LONGEST_TOKEN
from comments.spam import tokens


def of(body: str = "", **fields) -> list[str]:
    signals = fields.pop("signals", None)
    return tokens.of(Comment(body=body, **fields), signals)


def test_words_and_pairs_of_words():
    found = of("Check out my CHANNEL")
    assert {"check", "out", "my", "channel", "check out", "out my", "my channel"} <= set(found)


def test_each_stands_there_once():
    found = of("buy buy buy buy")
    assert len(found) == len(set(found))
    assert {"buy", "buy buy"} <= set(found)


@pytest.mark.parametrize(
    ("body", "host"),
    [
        ("See https://www.Shop.example/a?b=c#d", "shop.example"),
        ("See <a href='http://shop.example/x'>this</a>", "shop.example"),
        ("[url=http://shop.example]x[/url]", "shop.example"),
        ("go to cheap-watches.com today", "cheap-watches.com"),
        ("https://example.net:8443/", "example.net"),
        ("http://localhost:8000/2026/01/an-article/", "own"),
    ],
)
def test_of_a_link_the_host(body, host):
    assert f"host:{host}" in of(body)
    assert not any("/" in token for token in of(body))


def test_name_and_website():
    found = of("Hello", name="Cheap Watches", website="https://www.watches.example/buy")
    assert {"name:cheap", "name:watches", "site:watches.example"} <= set(found)


@pytest.mark.parametrize(
    "private",
    [
        "ellen.miller@example.org",
        "ellen+blog@mail.example.co.uk",
        "+44 7935 454150",
        "0049-89-123456",
        "(030) 1234 5678",
        "1980-05-17",
        "4111 1111 1111 1111",
        "DE89370400440532013000",
        "٠١٢٣٤٥٦٧٨٩",
        "①②③④⑤⑥⑦",
    ],
)
@pytest.mark.parametrize("where", ["body", "name", "signals", "glued"])
def test_no_address_and_no_number_becomes_a_token(private, where):
    found = {
        "body": lambda: of(f"Write to me: {private}, please"),
        "glued": lambda: of(f"me:{private}x{private}"),
        "name": lambda: of("Hello", name=f"Ellen {private}"),
        "signals": lambda: of("Hello", signals={"network": private}),
    }[where]()
    for token in found:
        assert "@" not in token
        assert "ellen.miller" not in token
        assert sum(char.isdigit() for char in token) < 5, token


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("Call +44 7935 454150", "long number"),
        ("There are 12 of them", "number"),
        ("a@example.org", "mail"),
        ("key 9f86d081884c7d6", "code"),
    ],
)
def test_only_their_kind_does(body, kind):
    assert f"kind:{kind}" in of(body)


@pytest.mark.parametrize(
    ("body", "disguised"),
    [("buy v1agra", "disguised:vlagra"), ("сheap things", "disguised:cheap"), ("fr33 money", "disguised:free")],
)
def test_a_word_that_poses_as_another_is_seen_as_that(body, disguised):
    assert disguised in of(body)


@pytest.mark.parametrize("body", ["naïve café", "Привет всем", "don’t", "κόσμε"])
def test_a_word_of_one_script_is_no_disguise(body):
    assert not any(token.startswith("disguised:") for token in of(body))


def test_where_no_space_stands_between_words_two_signs_make_one():
    assert {"便宜", "宜手", "手表"} <= set(of("便宜手表"))


def test_width_and_entities_hide_nothing():
    assert {"cheap", "watches"} <= set(of("ｃｈｅａｐ &#119;atches"))


def test_how_it_was_sent():
    found = of("HELLO EVERYBODY PLEASE READ THIS NOW", signals={"typing": "too fast"})
    assert {
        "form:capitals",
        "form:tiny",
        "form:thread",
        "form:guest",
        "form:links 0",
        "signal:typing too fast",
    } <= set(found)


@given(
    st.text(max_size=300),
    st.text(max_size=60),
    st.dictionaries(st.text(max_size=20), st.text(max_size=40), max_size=30),
)
def test_they_are_bounded_whatever_is_sent(body, name, signals):
    found = of(body, name=name, signals=signals)
    assert len(found) <= tokens.MOST
    assert all(0 < len(token) <= LONGEST_TOKEN for token in found)
    assert "\x00" not in "".join(found)


def test_the_end_of_a_long_text_is_seen_as_well():
    padding = " ".join(
        f"w{'abcdefghij'[n % 10]}{'abcdefghij'[n // 10 % 10]}{'klmnopqrst'[n // 100 % 10]}" for n in range(2000)
    )
    found = of(padding + " buy watches https://shop.example/")
    assert {"watches", "host:shop.example"} <= set(found)
    assert len(found) == tokens.MOST


@pytest.mark.parametrize(
    "hostile", ["<" * 20_000, "a." * 10_000, "a@" * 10_000, "1-" * 10_000, "www." * 5_000, "&#" * 10_000, "a-" * 10_000]
)
def test_hostile_text_costs_no_time(hostile):
    began = time.process_time()
    of(hostile)
    assert time.process_time() - began < 0.5
