"""A text as patterns see it, and the way back to what was typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from comments.words import folding
from comments.words.folding import MARK, View, folded, marked, plain, spans
from tests.comments.words.samples import SIGNS

FOLDS = [
    ("Straße", "strasse"),
    ("ＡＢＣ", "abc"),
    ("ﬁne", "fine"),
    ("e\u0301", "é"),
    ("père", "père"),
    ("c\u200bi\u00ada\u2060l\ufeffis", "cialis"),
    ("\u202ereversed", "reversed"),
    ("tab\there\n", "tab\there\n"),
    ("nul\x00l \x1b[0m", "null [0m"),
    ("“quoted” – it’s", '"quoted" - it\'s'),
    ("p\u0430yp\u0430l", "paypal"),
    ("\u0420\u0430ypal", "paypal"),
    ("хyй", "хуй"),
    ("Москва и Berlin", "москва и berlin"),
    ("Δt", "δt"),
    ("ｶﾞ", "ガ"),
    ("각", "각"),
    ("\U0001d4ea", "a"),
    ("a\ufe0f", "a"),
    ("\ud800x", "x"),
]


@pytest.mark.parametrize(("text", "seen"), FOLDS)
def test_a_text_is_folded(text, seen):
    assert folded(text) == seen


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Buy  now!", "<buy> <now>!"),
        ("a_b-c", "<a>_<b>-<c>"),
        ("3x", "<3x>"),
        ("贷款abc吗", "贷款<abc>吗"),
        ("สล็อตxx", "สล็อต<xx>"),
        ("हिन्दी", "<हिन्दी>"),
        (" \n", " "),
        ("", ""),
    ],
)
def test_words_are_marked_at_both_ends(text, seen):
    words = marked(text)
    assert words.count(MARK) % 2 == 0
    for sign in "<>" * words.count(MARK):
        words = words.replace(MARK, sign, 1)
    assert words == seen


@pytest.mark.parametrize("seen_as", [plain, marked])
@given(text=st.one_of(st.text(), st.text(alphabet=SIGNS)))
@example(text="\u200b\u0301a \u0301\u00a8 \u00a8")
@example(text="ǰ\u0345\u0301ᾳ")
@example(text="\u1100\u1161\u11a8\uffa1\uffc2")
def test_every_character_that_is_seen_has_its_place(seen_as, text):
    found = spans(text, seen_as)
    assert len(found) == len(seen_as(text))
    assert all(0 <= start <= end <= len(text) for start, end in found)


@pytest.mark.parametrize("seen_as", [plain, marked])
@given(
    pieces=st.lists(st.text(alphabet=SIGNS, max_size=300), min_size=4, max_size=8),
    sep=st.sampled_from([" ", "\n", "贷", "é", " é", " я", " क", " 각", " ΄"]),
)
def test_a_long_text_is_seen_as_if_in_one_piece(seen_as, pieces, sep):
    text = sep.join(pieces) * 3
    assert View(text, seen_as).seen == seen_as(text)


@given(before=st.text(alphabet=SIGNS, max_size=900), after=st.text(alphabet=SIGNS, max_size=900))
def test_a_place_leads_back_to_what_stands_there(before, after):
    text = f"{before} .Nadel. {after}"
    view = View(text, marked)
    at = view.seen.index(f"{MARK}nadel{MARK}")
    start, end = view.place(at, at + 7)
    assert text[start:end].replace("\u200b", "") in {"Nadel"}


def test_an_empty_text_has_places_too():
    assert View("", marked).place(0, 1) == (0, 0)
    assert View("\u200b", plain).place(0, 1) == (0, 0)


def test_folding_twice_changes_nothing():
    for text, _seen in FOLDS:
        assert folded(folded(text)) == folded(text)


def test_twins_are_letters_of_one_case():
    """Else folding case after them would find another letter than folding it before."""
    twins = {**folding._TO_LATIN, **folding._FROM_LATIN}
    for code, twin in twins.items():
        assert unicodedata.category(chr(code)) == unicodedata.category(twin), (chr(code), twin)
        assert len(twin.casefold()) == 1
