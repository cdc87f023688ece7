"""Articles by the time they appeared, in the site's time zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TypedDict

from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.utils import timezone

from blog.posts.models import Post


class YearCount(TypedDict):
    year: int
    post_count: int


def period(year: int, month: int | None = None) -> tuple[datetime, datetime]:
    """The first and the last moment of a year or a month; ValueError for one outside the calendar."""
    zone = timezone.get_current_timezone()
    next_year, next_month = (year, month + 1) if month and month < 12 else (year + 1, 1)
    try:
        first = datetime(year, month or 1, 1, tzinfo=zone).astimezone(UTC)
        following = datetime(next_year, next_month, 1, tzinfo=zone).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(str(error)) from error
    return first, following - timedelta.resolution


def years() -> list[YearCount]:
    """Every year with articles, the latest first."""
    year = ExtractYear("published_at", tzinfo=timezone.get_current_timezone())
    dated = Post.objects.listed().order_by().annotate(year=year)
    return list(dated.values("year").annotate(post_count=Count("pk")).order_by("-year"))
