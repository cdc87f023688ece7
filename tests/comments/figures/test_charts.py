from __future__ import annotations

import itertools

import pytest

from comments.figures.charts import HEIGHT, WIDTH, chart
from comments.figures.counting import MonthFigures
from comments.figures.months import latest
from comments.models import Status


def months(*counts: dict[str, int]) -> list[MonthFigures]:
    return [MonthFigures(month, by_status) for month, by_status in zip(latest(len(counts)), counts, strict=True)]


def test_the_highest_month_fills_the_height_and_the_others_are_in_proportion():
    found = chart(months({"approved": 3, "spam": 1}, {"approved": 1}, {}))
    heights = [sum(piece.height for piece in bar.pieces) for bar in found.bars]
    assert heights == pytest.approx([HEIGHT, HEIGHT / 4, 0])
    assert found.highest == 4


def test_pieces_stand_on_each_other_without_a_gap():
    (bar,) = chart(months(dict.fromkeys(Status.values, 5))).bars
    ground = HEIGHT
    for piece in bar.pieces:
        assert piece.y + piece.height == pytest.approx(ground, abs=0.02)
        ground = piece.y
    assert [piece.kind for piece in bar.pieces] == ["shown", "waiting", "away", "spam"]


def test_bars_lie_side_by_side_within_the_width():
    bars = chart(months(*[{"approved": n} for n in range(1, 13)])).bars
    edges = [(bar.pieces[0].x, bar.pieces[0].x + bar.pieces[0].width) for bar in bars]
    assert all(left[1] < right[0] for left, right in itertools.pairwise(edges))
    assert edges[0][0] >= 0
    assert edges[-1][1] <= WIDTH


@pytest.mark.parametrize("found", [[], months({}, {})])
def test_nothing_makes_an_empty_chart(found):
    assert chart(found).highest == 0
