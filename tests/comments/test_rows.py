"""Rows of a page: how their lists open and close, and what is said of each."""

from __future__ import annotations

from dataclasses import MISSING, fields
from datetime import UTC, datetime, timedelta

import pytest

from comments.models import Comment, Status
from comments.rows import COLUMNS, FOLDED_FROM, TEASER, Page, Row, nest

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def a_row(pk=1, parent=None, level=0, **changes):
    given = {field.name: 0 for field in fields(Row) if field.default is MISSING}
    texts = {"name": "Bob", "website": "", "role": "", "kind": "comment", "status": Status.APPROVED}
    given |= {
        "pk": pk,
        "parent_id": parent,
        "level": level,
        "submitted_at": NOON,
        "shown_at": None,
        "rests_until": None,
        **texts,
    }
    return Row(**{**given, "body_html": "<p>Words.</p>", **changes})


def nested(shape, depth, gone=()):
    """Rows of `shape` ((pk, parent, level) in tree order) as `nest` leaves them."""
    rows = [a_row(pk, parent, level, is_gone=pk in gone) for pk, parent, level in shape]
    nest(rows, depth)
    return rows


def drawn(rows):
    """The lists as the template prints them."""
    return "".join(f"{'(' * row.opens}{row.pk}{')' * len(row.ends)}" for row in rows)


def test_a_row_is_read_from_columns_that_comments_have():
    assert set(COLUMNS) <= {"pk"} | {field.attname for field in Comment._meta.concrete_fields}


@pytest.mark.parametrize(
    ("shape", "depth", "expected"),
    [
        ([], 5, ""),
        ([(1, None, 0)], 5, "1"),
        ([(1, None, 0), (2, 1, 1), (3, 2, 2), (4, None, 0)], 5, "1(2(3))4"),
        ([(1, None, 0), (2, 1, 1), (3, 2, 2), (4, 1, 1)], 5, "1(2(3)4)"),
        ([(1, None, 0), (2, 1, 1), (3, 2, 2), (4, 3, 3)], 2, "1(234)"),
        ([(1, None, 0), (2, 1, 1)], 1, "12"),
        ([(1, None, 0), (2, 1, 1)], 0, "12"),
    ],
)
def test_lists_open_below_what_is_answered_and_close_behind_the_last(shape, depth, expected):
    assert drawn(nested(shape, depth)) == expected


def test_every_list_that_opens_is_closed_however_deep():
    shape = [(n, n - 1 or None, n - 1) for n in range(1, 2001)]
    for depth in (1, 7, 3000):
        rows = nested(shape, depth)
        assert sum(row.opens for row in rows) == sum(len(row.ends) for row in rows)
        assert max(row.depth for row in rows) == min(depth, 2000) - 1


def test_who_is_answered_is_named_where_the_indentation_does_not_show_it():
    rows = nested([(1, None, 0), (2, 1, 1), (3, 2, 2), (4, 2, 2), (5, 4, 3)], 2)
    assert [row.answers and row.answers.pk for row in rows] == [None, None, 2, 2, 4]


def test_an_answer_to_a_tombstone_names_it():
    _root, answer = nested([(1, None, 0), (2, 1, 1)], 5, gone={1})
    assert answer.answers.pk == 1


def test_what_is_answered_elsewhere_is_not_named():
    (row,) = nested([(7, 3, 4)], 5)
    assert row.answers is None


def test_a_tombstone_neither_waits_nor_counts():
    assert a_row(status=Status.PENDING).is_held
    assert a_row().is_counted
    gone = [a_row(status=status, is_gone=True) for status in (Status.PENDING, Status.APPROVED)]
    assert not any(row.is_held or row.is_counted for row in gone)


def test_a_comment_came_when_readers_could_first_see_it():
    assert a_row().came_at == NOON
    assert not a_row(shown_at=NOON + timedelta(milliseconds=900)).came_later
    late = a_row(shown_at=NOON + timedelta(hours=3))
    assert late.came_at == NOON + timedelta(hours=3)
    assert late.came_later


def test_only_what_is_long_and_a_readers_is_folded():
    assert not a_row(word_count=FOLDED_FROM).is_folded
    assert a_row(word_count=FOLDED_FROM + 1).is_folded
    assert not a_row(word_count=FOLDED_FROM + 1, role="author").is_folded


def test_before_the_fold_stand_a_few_words_without_markup():
    teaser = a_row(body_html="<p><b>word</b> " + "word " * 200 + "</p>").teaser
    assert teaser.count("word") == TEASER
    assert "<" not in teaser


@pytest.mark.parametrize(
    ("number", "pages", "around"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (5, 9, [1, None, 3, 4, 5, 6, 7, None, 9]),
        (9, 9, [1, None, 7, 8, 9]),
        (4, 100, [1, 2, 3, 4, 5, 6, None, 100]),
    ],
)
def test_the_ends_and_the_neighbours_of_a_page_are_linked(number, pages, around):
    assert Page(number=number, pages=pages).around == around


def test_the_first_page_has_none_before_it_and_the_last_none_after():
    assert (Page(number=1, pages=2).previous, Page(number=1, pages=2).next) == (None, 2)
    assert (Page(number=2, pages=2).previous, Page(number=2, pages=2).next) == (1, None)
