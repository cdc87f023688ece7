"""Times as programs read them."""

from __future__ import annotations

from datetime import UTC, datetime

from django.template import Context, Template

MOMENT = datetime(2025, 3, 14, 23, 30, 1, 123456, tzinfo=UTC)


def test_a_time_is_told_in_the_sites_zone_to_the_second(settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    told = Template("{% load moments %}{{ moment|iso }}").render(Context({"moment": MOMENT}))
    assert told == "2025-03-15T12:30:01+13:00"
