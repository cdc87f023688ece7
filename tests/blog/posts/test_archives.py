"""Years and months are those of the site's clock."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from blog.posts import archives
from tests import builders


@pytest.mark.parametrize(
    ("year", "month", "first", "last"),
    [
        (2025, None, (2024, 12, 31, 11), (2025, 12, 31, 11)),
        (2025, 12, (2025, 11, 30, 11), (2025, 12, 31, 11)),
        (2025, 7, (2025, 6, 30, 12), (2025, 7, 31, 12)),
    ],
)
def test_a_period_begins_and_ends_at_midnight_of_the_site(settings, year, month, first, last):
    settings.TIME_ZONE = "Pacific/Auckland"
    starts, ends = archives.period(year, month)
    assert starts == datetime(*first, tzinfo=UTC)
    assert 0 < (datetime(*last, tzinfo=UTC) - ends).total_seconds() < 0.001


@pytest.mark.parametrize(("year", "month"), [(0, None), (9999, None), (9999, 12), (1, 1)])
def test_outside_the_calendar_is_a_value_error(settings, year, month):
    settings.TIME_ZONE = "Pacific/Auckland"
    with pytest.raises(ValueError, match=r".+"):
        archives.period(year, month)


@pytest.mark.django_db
def test_years_are_counted_by_the_sites_clock(settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    builders.a_post(published_at=datetime(2024, 12, 31, 12, tzinfo=UTC))
    builders.a_post(published_at=datetime(2024, 12, 31, 10, tzinfo=UTC))
    builders.a_post(published_at=datetime(2025, 5, 1, tzinfo=UTC))
    builders.a_post(published_at=datetime(2025, 5, 1, tzinfo=UTC), status="draft")
    assert archives.years() == [{"year": 2025, "post_count": 2}, {"year": 2024, "post_count": 1}]
