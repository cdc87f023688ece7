from __future__ import annotations

from datetime import date

import pytest
from django.test import override_settings
from django.utils import timezone

from comments.figures import months
from comments.figures.months import Month


@pytest.mark.parametrize(
    ("month", "before", "after"),
    [
        (Month(2026, 1), Month(2025, 12), Month(2026, 2)),
        (Month(2026, 12), Month(2026, 11), Month(2027, 1)),
        (Month(2024, 2), Month(2024, 1), Month(2024, 3)),
    ],
)
def test_months_follow_each_other_across_the_years(month, before, after):
    assert (month.before, month.after) == (before, after)


def test_the_latest_end_with_this_one():
    found = months.latest(14)
    assert len(set(found)) == 14
    assert found == sorted(found)
    assert found[-1] == Month.current()


@override_settings(TIME_ZONE="Pacific/Auckland")
def test_a_month_begins_at_midnight_of_the_sites_time_zone():
    timezone.get_default_timezone.cache_clear()
    try:
        start = Month(2026, 1).start
        assert start.date() == date(2026, 1, 1)
        assert start.isoformat() == "2026-01-01T00:00:00+13:00"
    finally:
        timezone.get_default_timezone.cache_clear()
