"""The short ways through ordinary text see exactly what the long ones see."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from comments.words import folding
from comments.words.characters import is_letter, ordinary, parting, words
from comments.words.folding import View, marked, plain
from tests.comments.words.samples import SIGNS

texts = st.one_of(st.text(), st.text(alphabet=SIGNS), st.text(alphabet="abc é贷 \n.я", min_size=100))
NOTHING = re.compile(r"(?!)")


@pytest.mark.parametrize("char", list("aZ9 _-éЯя贷가\n"))
def test_letters_signs_and_spaces_of_most_texts_are_ordinary(char):
    assert ordinary().fullmatch(char)


@pytest.mark.parametrize(
    "char",
    [
        "\u0301",
        "\u200b",
        "\u00ad",
        "\x00",
        "’",
        "–",
        "ﬁ",
        "½",
        "ß",
        "ŉ",
        "İ",
        "\u1161",
        "\u11a8",
        "カ\uff9e",
        "💊",
        "\ud800",
    ],
)
def test_what_melts_vanishes_or_becomes_something_else_is_not(char):
    assert not ordinary().fullmatch(char)


@given(text=texts)
@example(text="ßabc" * 60 + "é" * 200)
def test_places_and_texts_are_those_of_the_long_way(text):
    short = [(view.seen, [view.place(at, at + 3) for at in range(len(view.seen))]) for view in View.both(text)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folding, "ordinary", lambda: NOTHING)
        long = [View(text, seen_as) for seen_as in (marked, plain)]
        assert short == [(view.seen, [view.place(at, at + 3) for at in range(len(view.seen))]) for view in long]


@given(text=texts | st.text(alphabet="ab \U0001d7d8\U00016f00é_"))
def test_words_are_parted_by_the_smallest_class_as_by_the_largest(text):
    assert parting(text).split(text)[1::2] == words().findall(text)


@given(text=st.text(alphabet="aé贷 💊", min_size=3), start=st.integers(0, 2), length=st.integers(0, 3))
def test_bytes_are_counted_back_into_characters(text, start, length):
    view = View(text, plain)
    before, piece = view.seen[:start].encode(), view.seen[start : start + length].encode()
    assert view.counted(len(before), len(before) + len(piece)) == (start, min(start + length, len(view.seen)))


def test_a_letter_is_what_words_are_made_of():
    assert [is_letter(char) for char in "aé9_ 贷-"] == [True, True, True, False, False, False, False]
