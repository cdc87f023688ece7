"""What the filter has learnt and how good it was, in numbers for its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from comments.models.spam import OwedLesson, SpamFilter, SpamScore, Token

from . import chances
from .chances import Counts

MONTHS = 12
WORDS = 12  # of each kind that are shown
CANDIDATES = 1000  # the most frequent ones; what is seen less often is none of the strongest
CHART_HEIGHT, COLUMN_WIDTH, BAR_WIDTH = 100, 40, 16
SHOWN_FROM = 2  # comments that something must have been seen in: what one person wrote alone stands in no list
Outcome = SpamScore.Outcome


@dataclass(frozen=True)
class Month:
    """`decided` by people; `spam` of these was advertising, `said` is what the filter would have filed, `right` both."""

    month: datetime
    decided: int
    spam: int
    said: int
    right: int

    @property
    def precision(self) -> float | None:
        """Of what it would have filed, how much was advertising; in percent."""
        return _percent(self.right, self.said)

    @property
    def recall(self) -> float | None:
        """Of all advertising, how much it would have filed; in percent."""
        return _percent(self.right, self.spam)

    @property
    def false_alarms(self) -> int:
        return self.said - self.right


def monthly(now: datetime | None = None) -> list[Month]:
    """The last months in which somebody decided on what it had scored, the latest first; in one query."""
    since = (now or timezone.now()) - timedelta(days=31 * MONTHS)
    tried = SpamScore.objects.exclude(outcome=Outcome.OPEN).filter(score__isnull=False, decided_at__gte=since)
    was_spam, said = Q(outcome=Outcome.SPAM), Q(says_spam=True)
    rows = (
        tried.annotate(month=TruncMonth("decided_at"))
        .values("month")
        .annotate(
            decided=Count("pk"),
            spam=Count("pk", filter=was_spam),
            said=Count("pk", filter=said),
            right=Count("pk", filter=said & was_spam),
        )
    )
    return [Month(**row) for row in rows.order_by("-month")[:MONTHS]]


@dataclass(frozen=True)
class Column:
    """A month in the chart: where its two bars begin, and how high they are; `None` where there is nothing to tell."""

    month: datetime
    left: int
    middle: int
    precision: int | None
    recall: int | None

    @property
    def precision_top(self) -> int:
        return CHART_HEIGHT - (self.precision or 0)

    @property
    def recall_top(self) -> int:
        return CHART_HEIGHT - (self.recall or 0)


def chart(months: list[Month]) -> list[Column]:
    """The months in order of time, for a picture that is `CHART_HEIGHT` high: a unit for each of a hundred."""
    return [
        Column(
            one.month,
            place * COLUMN_WIDTH,
            place * COLUMN_WIDTH + BAR_WIDTH,
            None if one.precision is None else round(one.precision),
            None if one.recall is None else round(one.recall),
        )
        for place, one in enumerate(reversed(months))
    ]


def strongest_words(filter_: SpamFilter) -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
    """The tokens that say most: of advertising, and of comments."""
    taught = Counts(filter_.spam, filter_.ham)
    return _strongest("spam", taught), _strongest("ham", taught)


def tokens_known() -> int:
    return Token.objects.count()


def lessons_owed() -> int:
    return OwedLesson.objects.count()


def _strongest(kind: str, taught: Counts) -> list[tuple[str, float]]:
    known = Token.objects.annotate(seen=F("spam") + F("ham")).filter(seen__gte=SHOWN_FROM)
    found = {row.token: Counts(row.spam, row.ham) for row in known.order_by(f"-{kind}", "token")[:CANDIDATES]}
    rated = chances.strongest(found, taught, CANDIDATES)
    return [(token, chance) for token, chance in rated if (chance > chances.DOUBT) == (kind == "spam")][:WORDS]


def _percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None
