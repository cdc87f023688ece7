"""How often the filter was right on this site, and whether that is often enough.

A trial is a decision by a person about a comment that the filter would have filed as spam. Precision is the plain
share of trials in which the person found the same, over the last `SpamFilter.trials` of them (200 unless the owner
says otherwise), and must reach `SpamFilter.bar` (99 of a hundred). It is no lower bound of a confidence interval: the
owner reads the number that was counted. Fewer trials than that are no measure at all.

What the filter filed by itself is a trial only once somebody looks at it, so the mistakes among it count more than
the rest; and one in `SAMPLE` of what it would file is held nevertheless, so that it goes on being measured.
"""

from __future__ import annotations

from dataclasses import dataclass

from comments.models.spam import SpamFilter, SpamScore

SAMPLE = 10


@dataclass(frozen=True)
class Measure:
    """The last trials, as many as the bar asks for."""

    seen: int
    right: int
    needed: int
    bar: int

    @property
    def is_met(self) -> bool:
        return self.seen >= self.needed and self.right * 100 >= self.bar * self.seen

    @property
    def percent(self) -> float | None:
        return 100 * self.right / self.seen if self.seen else None

    @property
    def missing(self) -> int:
        """Trials until it can be told."""
        return max(0, self.needed - self.seen)


def measured(filter_: SpamFilter) -> Measure:
    last = SpamScore.objects.filter(says_spam=True).exclude(outcome=SpamScore.Outcome.OPEN)
    rows = last.order_by("-decided_at", "-comment_id").values_list("outcome", flat=True)[: filter_.trials]
    found = list(rows)
    return Measure(len(found), found.count(SpamScore.Outcome.SPAM), max(filter_.trials, 1), filter_.bar)


def may_file(filter_: SpamFilter | None = None) -> bool:
    """May it file as spam now: the owner lets it, and it was right often enough?"""
    filter_ = filter_ or SpamFilter.current()
    return filter_.mode == SpamFilter.Mode.FILE and measured(filter_).is_met
