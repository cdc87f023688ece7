"""Parts of the desk plug themselves in, and the rules answer without them."""

from __future__ import annotations

import pytest

from comments.rules import sources
from tests.comments.rules.crew import AMatch, plugged


def test_what_is_plugged_in_answers_and_the_rest_stays():
    before = sources.current().standing
    with plugged(matches=lambda fields, post: [1]):
        with plugged(standing=lambda comment: 2):
            assert sources.current().matches({}, None) == [1]
            assert sources.current().standing(None) == 2
        assert sources.current().standing is before


class AList:
    def __init__(self, effect: str) -> None:
        self.effect = effect


@pytest.mark.parametrize(
    ("found", "disallowed"),
    [("disallowed", True), ("spam", True), ("held", False), (AList("disallowed"), True), (AList("hold"), False)],
)
def test_which_list_is_of_what_is_never_taken(found, disallowed):
    assert sources.Sources().is_disallowed(AMatch(found, "x")) is disallowed
