"""From counts to one number between 0 (a comment) and 1 (advertising).

Gary Robinson's way, as Paul Graham's "A Plan for Spam" (2002) led to it and the SpamBayes project settled it: each
token's probability is drawn towards one half while little is known of it (Robinson, "A Statistical Approach to the
Spam Problem", Linux Journal 107, 2003), and all of them are combined by Fisher's chi-square test, once for advertising
and once against it, so that contradicting evidence ends in the middle instead of at an edge. The numbers below are
those of SpamBayes' defaults.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

STRENGTH = 0.45  # how many sightings one's doubt weighs
DOUBT = 0.5  # what is believed of a token never seen
LEAST = 0.1  # so far from one half, or it says nothing
MOST = 150  # tokens that count: the strongest


class Counts(NamedTuple):
    """In how many comments of each kind."""

    spam: int
    ham: int


def chance(seen: Counts, taught: Counts) -> float:
    """That a comment with this token is advertising, as if both kinds came equally often."""
    sightings = seen.spam + seen.ham
    if not sightings or not taught.spam or not taught.ham:
        return DOUBT
    spam, ham = min(1.0, seen.spam / taught.spam), min(1.0, seen.ham / taught.ham)
    return (STRENGTH * DOUBT + sightings * (spam / (spam + ham))) / (STRENGTH + sightings)


def strongest(found: Mapping[str, Counts], taught: Counts, most: int = MOST) -> list[tuple[str, float]]:
    """The tokens that say something, with their chances, the strongest first; equally strong ones by name."""
    rated = [(token, chance(seen, taught)) for token, seen in found.items()]
    telling = [pair for pair in rated if abs(pair[1] - DOUBT) >= LEAST]
    return sorted(telling, key=lambda pair: (-abs(pair[1] - DOUBT), pair[0]))[:most]


def combined(chances: Iterable[float]) -> float:
    """One half where nothing says anything."""
    found = list(chances)
    if not found:
        return DOUBT
    for_spam = 1 - _chi_square(-2 * math.fsum(math.log(1 - chance) for chance in found), len(found))
    for_ham = 1 - _chi_square(-2 * math.fsum(math.log(chance) for chance in found), len(found))
    return (1 + for_spam - for_ham) / 2


def _chi_square(value: float, pairs: int) -> float:
    """The probability that chi-square with twice as many degrees of freedom as `pairs` is at least this."""
    half = value / 2
    term = total = math.exp(-half)  # 0 beyond 745, where so few pairs could not make any difference
    for number in range(1, pairs):
        term *= half / number
        total += term
    return min(total, 1.0)
