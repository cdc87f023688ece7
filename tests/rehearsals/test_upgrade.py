"""A database of the oldest version of this site, with what people wrote in it, becomes one of today, and back."""

from __future__ import annotations

import json

import pytest

from tests.engines import ENGINES, empty_database, run_on

SEEN = ["The first root.", "The author's answer.", "An answer to what was removed.", "The second root."]


@pytest.mark.rehearsal
@pytest.mark.parametrize("engine", ENGINES)
def test_the_oldest_database_becomes_one_of_today_and_back(engine, tmp_path):
    with empty_database(engine, tmp_path) as url:
        said = run_on(url, "-m", "tests.rehearsals.upgrade", DEBUG="on")
    result = json.loads(said.splitlines()[-1])
    expected = {"statuses": [200, 200, 200], "words": SEEN, "announced": 4, "faults": 0, "miscounted": []}
    assert result["first"] == expected
    assert result["changed"] == []  # on the way back: nothing that old version knew was lost
    assert result["again"] == expected
