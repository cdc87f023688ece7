"""Hints: found where something private stands, and nowhere else, however long the text is."""

from __future__ import annotations

import time

import pytest

from comments.care.hints import MOST, SAYS, hints, replaced
from comments.submission import MAX_LENGTH

from .cases import FILLERS, FOUND, KNOWN, NOTHING


@pytest.mark.parametrize("text", FOUND)
def test_what_is_private_is_found_with_what_could_stand_there(text):
    assert [(hint.kind, hint.words, hint.instead) for hint in hints(text, KNOWN)] == FOUND[text]


@pytest.mark.parametrize("text", NOTHING)
def test_what_only_looks_like_it_is_left_alone(text):
    assert hints(text, KNOWN) == []


def test_a_hint_says_where_it_is_and_what_it_is():
    text = "So: ring 01632 960 111."
    (hint,) = hints(text)

    assert text[hint.start : hint.end] == hint.words == "01632 960 111"
    assert hint.says == "This seems to contain a phone number."
    assert {kind for found in FOUND.values() for kind, _words, _instead in found} == set(SAYS)


def test_a_name_that_the_page_shows_is_no_secret():
    assert [hint.words for hint in hints("I met Anna Miller")] == ["Anna Miller"]
    assert hints("I met Anna Miller", {"anna", "miller"}) == []
    assert hints("I met Anna Miller", {"anna"}) != []


def test_replacing_changes_every_place_and_nothing_else():
    text = "Ring 01632 960 111, or bob@example.org. I said 01632 960 111!\n> 01632 960 111"
    assert replaced(text, "phone:01632 960 111") == (
        "Ring [phone number], or bob@example.org. I said [phone number]!\n> 01632 960 111"
    )


def test_a_longer_word_that_holds_it_stays_whole():
    text = "bob@example.org and notbob@example.org"
    assert replaced(text, "email:bob@example.org") == "[e-mail address] and notbob@example.org"


@pytest.mark.parametrize("key", ["", ":", "phone", "phone:", "phone:999", "email:01632 960 111", "x" * 100_000, "\0"])
def test_what_is_not_in_the_text_replaces_nothing(key):
    assert replaced("Ring 01632 960 111", key) == "Ring 01632 960 111"


def test_nobody_is_told_a_hundred_things():
    assert len(hints(", ".join(f"bob{number}@example.org" for number in range(100)))) == MOST


@pytest.mark.parametrize("filler", FILLERS)
def test_the_longest_text_takes_no_time(filler):
    text = (filler * MAX_LENGTH)[:MAX_LENGTH]
    hints(text)
    began = time.process_time()
    hints(text)

    assert time.process_time() - began < 0.5
