"""Counting what came in, what became of it and how long that took.

What was sent in a month is counted by what it is today, so that a line of the table adds up. Medians are taken from
the latest decisions and answers of a month, so that no page costs more the longer a site runs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.core.cache import cache
from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from comments import ledger
from comments.figures import months
from comments.figures.months import Month
from comments.models import Act, Comment, Discussion, Event, Status

MONTHS = 12
FEWEST_MONTHS = 3
SAMPLE = 300  # decisions or answers of a month that its median is taken from
MOST_DISCUSSED = 10  # articles
RECENT = timedelta(days=90)  # that the reasons for holding are told of
KEPT_SECONDS = 600  # a million comments take a second to count, and nobody needs it sooner
DECISIONS = (Status.APPROVED, Status.DECLINED, Status.SPAM, Status.REMOVED)


@dataclass(frozen=True)
class MonthFigures:
    """One month. Hours are medians, None where nothing was decided or answered."""

    month: Month
    by_status: dict[str, int] = field(default_factory=dict)
    undone: int = 0  # comments whose decision was taken back
    hours_to_decision: float | None = None
    hours_to_answer: float | None = None

    @property
    def received(self) -> int:
        return sum(self.by_status.values())


@dataclass(frozen=True)
class Reason:
    """Why comments were held lately, and what became of them."""

    held_for: str
    by_status: dict[str, int]

    @property
    def held(self) -> int:
        return sum(self.by_status.values())

    @property
    def label(self) -> str:
        return str(dict(Comment._meta.get_field("held_for").flatchoices).get(self.held_for, self.held_for))


@dataclass(frozen=True)
class Figures:
    months: list[MonthFigures]
    reasons: list[Reason]
    most_discussed: list[tuple[int, str, int]]  # article, title, responses
    counted_at: datetime


def figures(posts: QuerySet | None = None, *, key: str = "site") -> Figures:
    """Of the whole site, or of the discussions below these articles; `key` tells what was asked for from all else."""
    return cache.get_or_set(f"comments.figures.{key}", lambda: count(posts), KEPT_SECONDS)  # type: ignore[return-value]


def count(posts: QuerySet | None = None) -> Figures:
    return Figures(
        months=_from_the_first([_month(month, posts) for month in months.latest(MONTHS)]),
        reasons=_reasons(posts),
        most_discussed=_most_discussed(posts),
        counted_at=timezone.now(),
    )


def _from_the_first(found: list[MonthFigures]) -> list[MonthFigures]:
    """Without the months before anything was sent: on a young site they say nothing."""
    empty = next((i for i, month in enumerate(found) if month.received or month.undone), len(found))
    return found[min(empty, len(found) - FEWEST_MONTHS) :]


def _of(rows: QuerySet, posts: QuerySet | None, to_discussion: str = "discussion") -> QuerySet:
    return rows if posts is None else rows.filter(**{f"{to_discussion}__in": posts.order_by().values("pk")})


def _month(month: Month, posts: QuerySet | None) -> MonthFigures:
    within = (month.start, month.after.start)
    # Every status is named, so that the index by status and time serves the range.
    sent = _of(Comment.objects.filter(status__in=Status.values), posts).order_by()
    rows = _between(sent, "submitted_at", within).values_list("status").annotate(Count("pk"))
    undone = _between(_of(Act.objects.filter(kind=ledger.UNDO), posts), "at", within).order_by()
    return MonthFigures(
        month=month,
        by_status=dict(rows),
        undone=undone.aggregate(n=Sum("comment_count", default=0))["n"],
        hours_to_decision=_median_hours(_decisions(within, posts)),
        hours_to_answer=_median_hours(_answers(within, posts)),
    )


def _between(rows: QuerySet, name: str, within: tuple[datetime, datetime]) -> QuerySet:
    return rows.filter(**{f"{name}__gte": within[0], f"{name}__lt": within[1]})


def _decisions(within: tuple[datetime, datetime], posts: QuerySet | None) -> Any:
    """When what waited was sent, and when somebody decided."""
    acts = _between(_of(Act.objects.filter(kind__in=DECISIONS), posts), "at", within).order_by("-at")
    keys = list(acts.values_list("pk", flat=True)[:SAMPLE])
    events = Event.objects.filter(act__in=keys, from_status=Status.PENDING).order_by("-pk")
    return events.values_list("comment__submitted_at", "at")[:SAMPLE]


def _answers(within: tuple[datetime, datetime], posts: QuerySet | None) -> Any:
    """When a reader's comment was sent, and when somebody of the house answered it."""
    answers = Comment.objects.filter(status=Status.APPROVED, parent__role="").exclude(role="")
    found = _between(_of(answers, posts), "submitted_at", within).order_by("-submitted_at")
    return found.values_list("parent__submitted_at", "submitted_at")[:SAMPLE]


def _median_hours(pairs: Any) -> float | None:
    waits = [max(0.0, (then - sent).total_seconds()) for sent, then in pairs]
    return median(waits) / 3600 if waits else None


def _reasons(posts: QuerySet | None) -> list[Reason]:
    since = timezone.now() - RECENT
    lately = _of(Comment.objects.filter(status__in=Status.values, submitted_at__gte=since), posts).order_by()
    rows = lately.exclude(held_for="").values_list("held_for", "status").annotate(Count("pk"))
    found: dict[str, dict[str, int]] = {}
    for held_for, status, number in rows:
        found.setdefault(held_for, {})[status] = number
    reasons = [Reason(held_for, by_status) for held_for, by_status in found.items()]
    return sorted(reasons, key=lambda reason: (-reason.held, reason.held_for))


def _most_discussed(posts: QuerySet | None) -> list[tuple[int, str, int]]:
    rows = _of(Discussion.objects.filter(comment_count__gt=0), posts, "post").order_by("-comment_count", "pk")
    return list(rows.values_list("pk", "post__title", "comment_count")[:MOST_DISCUSSED])
