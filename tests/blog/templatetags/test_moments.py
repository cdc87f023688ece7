"""Times as programs read them, and as people do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone

from blog.templatetags import moments

MOMENT = datetime(2025, 3, 14, 23, 30, 1, 123456, tzinfo=UTC)


def test_a_time_is_told_in_the_sites_zone_to_the_second(settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    told = Template("{% load moments %}{{ moment|iso }}").render(Context({"moment": MOMENT}))
    assert told == "2025-03-15T12:30:01+13:00"


@pytest.mark.parametrize(
    ("passed", "ago", "age"),
    [
        (timedelta(seconds=-5), "just now", "less than a minute"),  # by another clock
        (timedelta(seconds=50), "just now", "less than a minute"),
        (timedelta(seconds=70), "1\xa0minute ago", "1\xa0minute"),
        (timedelta(days=2, hours=3), "2\xa0days, 3\xa0hours ago", "2\xa0days"),
    ],
)
def test_what_happened_within_the_minute_has_no_minutes(passed, ago, age):
    moment = timezone.now() - passed
    assert moments.ago(moment) == ago
    assert moments.age_of(moment) == age
