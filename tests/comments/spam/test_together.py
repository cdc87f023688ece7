"""Several workers learn while several people decide, and workers are killed: nothing is lost, doubled or deadlocked."""

from __future__ import annotations

import json

import pytest

from tests.engines import ENGINES, new_database, run_on

SECONDS = 4


@pytest.mark.parametrize("engine", ENGINES)
def test_the_tables_are_what_was_decided_in_the_end(engine, tmp_path):
    with new_database(engine, tmp_path) as url:
        found = json.loads(run_on(url, "-m", "tests.comments.spam.crowd", str(SECONDS)))
    assert found["failed"] == []
    assert found["same"]
    assert found["lessons"] > 0
    assert found["killed"] > 3
    assert found["owed"] == 0
