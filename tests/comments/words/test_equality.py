"""Whatever is on the lists and whatever is sent: what is found is what a slow and simple search finds."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from comments.models import Phrase
from comments.words import folding
from comments.words.folding import View
from comments.words.matching import Entry, Fields, Vocabulary, _Place
from comments.words.patterns import Pattern, compiled
from comments.words.refusals import Refused
from tests.comments.words.reference import finds
from tests.comments.words.samples import SIGNS, WORDS, naughty

PATTERN_PIECES = st.sampled_from([*WORDS, " ", " ", "*", "*", "-", "_", "."])
TEXT_PIECES = st.sampled_from(
    [*WORDS, *[word.upper() for word in WORDS], " ", " ", "\n", "-", "_", ".", "\u200b", "xyz"]
)
patterns = st.one_of(
    st.lists(PATTERN_PIECES, min_size=1, max_size=6).map("".join),
    st.text(alphabet=SIGNS.replace("/", ""), min_size=1, max_size=6),
)
texts = st.one_of(st.lists(TEXT_PIECES, max_size=14).map("".join), st.text(alphabet=SIGNS, max_size=30))


def taken(pattern: str) -> Pattern | None:
    try:
        return compiled(pattern)
    except Refused:
        return None


def vocabulary(typed: list[str]) -> Vocabulary:
    ready = {pattern: taken(pattern) for pattern in typed}
    return Vocabulary(
        Entry(number, Phrase.List.HOLD, pattern, Phrase.Field.TEXT, "", None, None, done)
        for number, (pattern, done) in enumerate(ready.items())
        if done
    )


@settings(max_examples=600, deadline=None)
@given(pattern=patterns, text=texts)
@example(pattern="c++", text="c+++")
@example(pattern="贷*款", text="贷casino款")
@example(pattern="* x", text="3x x")
@example(pattern="x*贷", text="x贷")
@example(pattern="*贷*x", text="贷x")
@example(pattern=". *", text=".\u200b ")
def test_a_pattern_finds_what_the_slow_search_finds(pattern, text):
    ready = taken(pattern)
    assume(ready)
    assert bool(ready.find(View(text, folding.marked))) is finds(pattern, text)


@settings(max_examples=200, deadline=None)
@given(typed=st.lists(patterns, min_size=1, max_size=12, unique=True), text=texts)
def test_many_patterns_find_what_each_of_them_finds(typed, text):
    found = {match.pattern for match in vocabulary(typed).matches(Fields(text=text), _Place(None))}
    assert found == {pattern for pattern in typed if taken(pattern) and finds(pattern, text)}


@settings(max_examples=200, deadline=None)
@given(word=st.sampled_from(WORDS), before=texts, after=texts)
def test_the_piece_that_is_shown_is_what_was_looked_for(word, before, after):
    assume(len(word) > 1)
    for match in vocabulary([word]).matches(Fields(text=f"{before} {word} {after}"), _Place(None)):
        assert folding.folded(f"{before} {word} {after}"[match.start : match.end]) == folding.folded(word)


@pytest.mark.parametrize("naughty_string", naughty())
def test_no_string_is_too_naughty_to_look_through_or_for(naughty_string):
    text = f"See {naughty_string} there"
    found = vocabulary(["see", "th*re", naughty_string]).matches(Fields(text=text), _Place(None))
    assert {"see", "th*re"} <= {match.pattern for match in found}
    ready = taken(naughty_string)
    if ready and not ready.is_expression and "*" not in naughty_string:
        assert ready.find(View(naughty_string, folding.marked)) or "\\*" in naughty_string
