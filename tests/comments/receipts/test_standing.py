"""What the writer of a comment is told of its way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import moderation
from comments.models import Comment, Status
from comments.receipts import standing
from tests.builders import a_comment, a_post, carol

pytestmark = pytest.mark.django_db


def a_held(post, hours=0):
    return a_comment(post, status=Status.PENDING, submitted_at=timezone.now() - timedelta(hours=hours))


def test_the_queue_is_one_for_the_whole_site_and_fair():
    late, early = a_held(a_post(), hours=1), a_held(a_post(), hours=5)
    assert (standing.place_in_queue(early), standing.place_in_queue(late)) == (1, 2)


def test_what_was_sent_in_the_same_moment_stands_in_order_of_key():
    post = a_post()
    first, second = a_held(post), a_held(post)
    Comment.objects.update(submitted_at=timezone.now())
    for comment in (first, second):
        comment.refresh_from_db()
    assert (standing.place_in_queue(first), standing.place_in_queue(second)) == (1, 2)


def test_the_usual_wait_is_the_median_of_real_decisions():
    post, moderator = a_post(), carol()
    assert standing.usual_wait() is None
    for hours in (1, 2, 30):
        moderation.moderate([a_held(post, hours).pk], Status.APPROVED, by=moderator)
    assert round(standing.usual_wait() / timedelta(hours=1)) == 2


def test_withdrawals_say_nothing_of_how_long_one_waits():
    post = a_post()
    for _ in range(4):
        pk = a_held(post).pk
        moderation.moderate([pk], Status.WITHDRAWN, by=None, capacities=frozenset({moderation.Asker.WRITER}))
    assert standing.usual_wait() is None


def test_the_way_is_told_in_order_and_without_names():
    comment, moderator = a_held(a_post()), carol()
    moderation.moderate([comment.pk], Status.DECLINED, by=moderator, reason="Too loud.")
    moderation.moderate([comment.pk], Status.APPROVED, by=moderator, reason="A note for colleagues.")
    told = standing.steps(comment)
    assert [step.words for step in told] == ["", "", "Too loud.", ""]
    assert "Carol" not in "".join(step.what for step in told)
    assert "colleagues" not in "".join(step.words for step in told)


def test_the_latest_reason_is_the_one_that_counts():
    comment, moderator = a_held(a_post()), carol()
    for reason in ("First.", "Second."):
        moderation.moderate([comment.pk], Status.DECLINED, by=moderator, reason=reason)
        moderation.moderate([comment.pk], Status.PENDING, by=moderator)
    assert standing.latest_reason(comment) == "Second."
