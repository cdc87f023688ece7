"""Numbers of the filter's page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from comments.models import SpamFilter, SpamScore, Token
from comments.spam import figures
from comments.spam.figures import Month
from tests.builders import a_comment

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def trial(post, moment, outcome, *, says=False, score=0.5):
    SpamScore.objects.create(comment=a_comment(post), score=score, says_spam=says, outcome=outcome, decided_at=moment)


def test_precision_and_recall_by_month(post):
    october, november = datetime(2026, 10, 5, tzinfo=UTC), datetime(2026, 11, 5, tzinfo=UTC)
    trial(post, october, "other")
    for outcome, says in [("spam", True)] * 3 + [("other", True)] + [("spam", False)] * 2 + [("other", False)] * 4:
        trial(post, november, outcome, says=says)
    trial(post, november, "spam", score=None)  # nothing had been said of it
    trial(post, None, "")
    latest, before = figures.monthly(NOW)
    assert (latest.decided, latest.spam, latest.said, latest.right, latest.false_alarms) == (10, 5, 4, 3, 1)
    assert (latest.precision, latest.recall) == (75, 60)
    assert (before.decided, before.precision, before.recall) == (1, None, None)
    assert (latest.month.month, before.month.month) == (11, 10)


def test_the_picture_runs_in_time_and_shows_the_same_numbers():
    october, november = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
    first, second = figures.chart([Month(november, 10, 5, 4, 3), Month(october, 1, 0, 0, 0)])
    assert (first.month, first.left, first.precision, first.recall) == (october, 0, None, None)
    assert (second.month, second.left) == (november, figures.COLUMN_WIDTH)
    assert (second.precision, second.precision_top, second.recall, second.recall_top) == (75, 25, 60, 40)
    assert second.left < second.middle < second.left + figures.COLUMN_WIDTH


def test_what_is_long_ago_is_left_out_and_it_costs_one_query(post, django_assert_num_queries):
    trial(post, datetime(2024, 1, 1, tzinfo=UTC), "spam", says=True)
    with django_assert_num_queries(1):
        assert figures.monthly(NOW) == []


def test_the_words_that_say_most_each_way_but_none_of_a_single_comment():
    Token.objects.bulk_create(
        [
            Token(token="cheap", spam=20, ham=0),
            Token(token="buy", spam=20, ham=5),
            Token(token="the", spam=40, ham=40),
            Token(token="mother", spam=0, ham=9),
            Token(token="name:ellen", spam=0, ham=1),
            Token(token="name:mallory", spam=1, ham=0),
        ]
    )
    for_spam, for_ham = figures.strongest_words(SpamFilter(spam=50, ham=50))
    assert [token for token, _chance in for_spam] == ["cheap", "buy"]
    assert [token for token, _chance in for_ham] == ["mother"]
