"""The arithmetic: against values reckoned otherwise, and in what direction it moves."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.spam import chances
from comments.spam.chances import Counts

TAUGHT = Counts(100, 100)
some_chances = st.lists(st.floats(0.0001, 0.9999), max_size=chances.MOST)


@pytest.mark.parametrize(
    ("seen", "taught", "expected"),
    [
        (Counts(0, 0), TAUGHT, 0.5),
        (Counts(1, 0), TAUGHT, (0.45 * 0.5 + 1) / 1.45),
        (Counts(0, 1), TAUGHT, (0.45 * 0.5) / 1.45),
        (Counts(10, 10), TAUGHT, 0.5),
        (Counts(10, 10), Counts(100, 1000), (0.225 + 20 * (0.1 / 0.11)) / 20.45),
        (Counts(5, 0), Counts(5, 0), 0.5),
    ],
)
def test_a_token_is_believed_by_how_often_it_was_seen_in_each_kind(seen, taught, expected):
    assert chances.chance(seen, taught) == pytest.approx(expected)


def test_what_was_seen_once_says_less_than_what_was_seen_often():
    assert 0.5 < chances.chance(Counts(1, 0), TAUGHT) < chances.chance(Counts(9, 0), TAUGHT) < 1


def test_only_what_says_something_counts_and_the_strongest_first():
    found = {"shop": Counts(50, 0), "the": Counts(50, 48), "mother": Counts(0, 20), "buy": Counts(30, 5)}
    assert [token for token, _chance in chances.strongest(found, TAUGHT)] == ["shop", "mother", "buy"]


def test_equally_strong_tokens_have_an_order():
    found = {"b": Counts(5, 0), "a": Counts(0, 5), "c": Counts(5, 0)}
    assert [token for token, _chance in chances.strongest(found, TAUGHT)] == ["a", "b", "c"]
    assert chances.strongest(dict(reversed(found.items())), TAUGHT) == chances.strongest(found, TAUGHT)


@pytest.mark.parametrize(("value", "pairs", "expected"), [(0, 1, 1.0), (2, 1, math.exp(-1)), (4, 2, 3 * math.exp(-2))])
def test_chi_square_has_its_closed_form(value, pairs, expected):
    assert chances._chi_square(value, pairs) == pytest.approx(expected)


def test_nothing_known_is_one_half():
    assert chances.combined([]) == chances.combined([0.5]) == pytest.approx(0.5)


def test_contradicting_evidence_ends_in_the_middle():
    assert chances.combined([0.999] * 20 + [0.001] * 20) == pytest.approx(0.5)


def test_much_evidence_ends_at_an_edge_and_not_in_an_error():
    assert chances.combined([0.9999] * chances.MOST) == pytest.approx(1)
    assert chances.combined([0.0001] * chances.MOST) == pytest.approx(0)


@given(some_chances)
def test_it_is_a_number_from_nought_to_one(found):
    assert 0 <= chances.combined(found) <= 1


@given(some_chances)
def test_the_other_way_round_it_is_the_other_number(found):
    assert chances.combined(1 - chance for chance in found) == pytest.approx(1 - chances.combined(found), abs=1e-6)


@given(some_chances, st.randoms())
def test_the_order_of_the_evidence_does_not_matter(found, random):
    shuffled = random.sample(found, len(found))
    assert chances.combined(shuffled) == chances.combined(found)
