"""How often in an hour something small may be done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache

from comments.allowance import take

# The database is there because the cache may be a table of it.
pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def limited(settings):
    settings.COMMENT_RATE_LIMIT = 1
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def test_so_many_and_no_more():
    assert [take("mark", "a", 3) for _ in range(5)] == [True, True, True, False, False]


def test_each_person_and_each_thing_is_counted_for_itself():
    assert not [take("mark", "a", 1) for _ in range(2)][-1]
    assert take("mark", "b", 1)
    assert take("report", "a", 1)


def test_the_next_hour_begins_anew(limited):
    assert not [take("mark", "a", 1) for _ in range(2)][-1]
    limited.shift(timedelta(minutes=54))
    assert not take("mark", "a", 1)
    limited.shift(timedelta(minutes=1))
    assert take("mark", "a", 1)


def test_where_nothing_is_limited_nothing_is_counted(settings):
    settings.COMMENT_RATE_LIMIT = 0
    assert all(take("mark", "a", 1) for _ in range(5))


def test_a_count_that_was_dropped_meanwhile_holds_nobody_back(monkeypatch):
    monkeypatch.setattr(cache, "add", lambda *args, **options: True)
    assert take("mark", "a", 1)
