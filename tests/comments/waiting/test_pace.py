"""How long readers usually wait for one person, said of enough and of no more than is needed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comments import moderation
from comments.models import Event, Status
from comments.receipts import standing
from comments.waiting import pace
from tests.builders import a_comment
from tests.comments.waiting.conftest import ago

pytestmark = pytest.mark.django_db


def answered(post, user, hours):
    asked = a_comment(post, submitted_at=ago(100))
    a_comment(post, asked, role="author", user=user, submitted_at=ago(100 - hours))


def hours(duration):
    return round(duration.total_seconds() / 3600)


def test_the_median_time_to_answer_is_said_of_three_or_more(alice, post):
    answered(post, alice, 2)
    answered(post, alice, 50)
    assert pace.of(alice) == pace.Pace(None, None)
    answered(post, alice, 4)
    assert hours(pace.of(alice).to_answer) == 4


def test_answers_to_oneself_and_of_others_do_not_count(alice, carol, post):
    for _number in range(3):
        answered(post, carol, 4)
        own = a_comment(post, role="author", user=alice)
        a_comment(post, own, role="author", user=alice)
    assert pace.of(alice).to_answer is None


def test_the_time_to_approve_is_ones_own(alice, carol, post):
    for wait in (1, 5, 9):
        held = a_comment(post, status=Status.PENDING, submitted_at=ago(wait))
        moderation.moderate([held.pk], Status.APPROVED, by=alice)
    assert hours(pace.of(alice).to_approve) == 5
    assert pace.of(carol).to_approve is None
    assert hours(standing.usual_wait()) == 5


def test_only_the_latest_are_looked_at(alice, post, monkeypatch):
    monkeypatch.setattr(standing, "SAMPLE", 3)
    for wait in (90, 90, 90, 90, 1, 1, 1):
        answered(post, alice, wait)
    assert hours(pace.of(alice).to_answer) == 1


def test_a_wait_is_never_less_than_none():
    now = ago(0)
    assert standing.middle([(now, now + timedelta(hours=1))] * 3) == timedelta(0)
    assert standing.middle([(now, None)] * 9) is None
    assert not Event.objects.exists()
