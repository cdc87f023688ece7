from __future__ import annotations

import pytest

from comments.templatetags.figures import grouped, hours


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "–"), (0, "0 min"), (0.25, "15 min"), (1.99, "119 min"), (2, "2 h"), (47.4, "47 h"), (48, "2 days")],
)
def test_a_wait_is_told_in_the_unit_one_would_use(value, words):
    assert hours(value) == words


@pytest.mark.parametrize(("count", "words"), [(0, "–"), (7, "7"), (1234567, "1,234,567")])
def test_large_numbers_are_grouped_and_none_is_a_dash(count, words):
    assert grouped(count) == words
