"""No mark of the clock comes by while a test here runs."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import time_machine

QUARTER = 900  # seconds: what a writer may do is counted by the minute, the quarter and the whole hour


@pytest.fixture(autouse=True)
def _far_from_the_next_mark() -> Iterator[None]:
    """The clock runs as ever, from a minute after the last quarter on."""
    now = time.time()
    with time_machine.travel(now - now % QUARTER + 60, tick=True):
        yield
