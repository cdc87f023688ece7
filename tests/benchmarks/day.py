"""A day of a very large site, drawn at random: who reads what, when pages change, what is found in the cache.

Nothing is measured here. What one of each costs comes from the same run (`tests.benchmarks.costs`); what is assumed of
people stands at the top, with names.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

READERS = 10_000_000  # a day
COMMENTS = 1_000  # a second, at the peak
PAGES_OF_A_READER = 3
ARTICLES = 100_000
ZIPF = 1.0  # the n-th article is read 1/n as often as the first
SHOWN_AT_ONCE = 0.3  # of the comments, by known writers; each changes a page
DECIDED = 0.5  # of the others are approved, some time; so many decisions a comment
MAILS = 0.3  # a comment: receipts, answers, news
PEAK, NIGHT = 2.5, 0.2  # times the mean
SECONDS = 20  # of each hour that are drawn
BUSY = 0.6  # of a core that is planned with: the rest is for what comes in bursts
CORES = 16  # of a machine


@dataclass(frozen=True)
class Costs:
    """CPU milliseconds of one, and bytes."""

    cached: float
    page: tuple[float, float]  # in the web process, in the database
    accepted: tuple[float, float]
    approved: tuple[float, float]
    mail: float
    size: int


@dataclass(frozen=True)
class Hour:
    """Rates a second, and what they take of how many cores."""

    hour: int
    pages: float
    misses: float
    comments: float
    web: float
    primary: float
    replicas: float
    workers: float
    megabits: float

    @property
    def machines(self) -> int:
        return math.ceil(self.web / BUSY / CORES)


def hours(costs: Costs, *, machines: int, seed: int = 5) -> Iterator[Hour]:
    """Each of the hours, by a sample of its seconds. Every machine has a cache of its own, filled by its own readers."""
    drawn = random.Random(seed)
    weights = list(accumulate(1 / number**ZIPF for number in range(1, ARTICLES + 1)))
    mean = READERS * PAGES_OF_A_READER / 86_400
    for hour in range(24):
        busy = busyness(hour)
        pages, comments = mean * busy, COMMENTS * busy / PEAK
        yield _hour(hour, pages, comments, missed(drawn, weights, pages, comments, machines) / SECONDS, costs)


def busyness(hour: int) -> float:
    """Times the mean: least at four in the morning, most at eight in the evening."""
    wave = (1 + math.cos((hour - 20) / 24 * 2 * math.pi)) / 2
    return NIGHT + (PEAK - NIGHT) * wave**2


def missed(drawn: random.Random, weights: list[float], pages: float, comments: float, machines: int) -> int:
    """Pages of the sample that had to be made: the first on a machine since something was shown there.

    What was not read in the sample before is taken to be in the cache: it has no time-out.
    """
    changes, reads = int(comments * SHOWN_AT_ONCE * SECONDS), int(pages * SECONDS)
    events = [True] * changes + [False] * reads
    drawn.shuffle(events)
    articles = drawn.choices(range(ARTICLES), cum_weights=weights, k=len(events))
    version, held, misses = [0] * ARTICLES, dict[tuple[int, int], int](), 0
    for is_change, article in zip(events, articles, strict=True):
        if is_change:
            version[article] += 1
            continue
        place = article, drawn.randrange(machines)
        misses += held.get(place, 0) != version[article]
        held[place] = version[article]
    return misses


def _hour(hour: int, pages: float, comments: float, misses: float, costs: Costs) -> Hour:
    decisions = comments * (1 - SHOWN_AT_ONCE) * DECIDED
    web = (
        (pages - misses) * costs.cached
        + misses * costs.page[0]
        + comments * costs.accepted[0]
        + decisions * costs.approved[0]
    )
    primary = comments * costs.accepted[1] + decisions * costs.approved[1]
    return Hour(
        hour, pages, misses, comments, web / 1000, primary / 1000, misses * costs.page[1] / 1000,
        comments * MAILS * costs.mail / 1000, pages * costs.size * 8 / 1e6,
    )  # fmt: skip


def primary_ends_at(costs: Costs, cores: int) -> float:
    """Comments a second with their decisions, by CPU alone; disk and WAL may end it before."""
    each = costs.accepted[1] + (1 - SHOWN_AT_ONCE) * DECIDED * costs.approved[1]
    return cores * BUSY * 1000 / each if each else math.inf


def one_article_ends_at(costs: Costs) -> float:
    """Comments a second below one article, were all of the work done while its row is held. Most is done before."""
    return 1000 / sum(costs.accepted)
