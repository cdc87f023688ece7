"""A bar for each month, as the numbers that a template draws an SVG from. The table beside it says the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comments.figures.counting import MonthFigures
from comments.figures.months import Month

WIDTH, HEIGHT = 600, 160  # user units; the page scales them
GAP = 8
# From the ground up: what readers can read, what still waits, what was turned away, spam.
PARTS = (
    ("shown", ("approved",)),
    ("waiting", ("pending",)),
    ("away", ("declined", "removed", "withdrawn")),
    ("spam", ("spam",)),
)


@dataclass(frozen=True)
class Piece:
    """A rectangle; `kind` is its class."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Bar:
    month: Month
    middle: float
    pieces: list[Piece]


@dataclass(frozen=True)
class Chart:
    bars: list[Bar]
    highest: int  # comments: the height of the chart
    width: int = WIDTH
    height: int = HEIGHT


def chart(figures: Sequence[MonthFigures]) -> Chart:
    highest = max((found.received for found in figures), default=0)
    step = WIDTH / max(len(figures), 1)
    return Chart([_bar(found, i * step, step - GAP, highest) for i, found in enumerate(figures)], highest)


def _bar(found: MonthFigures, x: float, width: float, highest: int) -> Bar:
    pieces, y = [], float(HEIGHT)
    for kind, statuses in PARTS:
        height = HEIGHT * sum(found.by_status.get(status, 0) for status in statuses) / max(highest, 1)
        y -= height
        if height:
            pieces.append(Piece(kind, round(x, 2), round(y, 2), round(width, 2), round(height, 2)))
    return Bar(found.month, round(x + width / 2, 2), pieces)
