"""What the figures say is what the rows say, and it costs the same on a large site."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from blog.posts.models import Post
from comments import moderation, submission
from comments.figures import counting
from comments.models import Comment, Event, Status
from comments.submission import Sending
from tests.builders import a_comment, a_post, a_user, carol

pytestmark = pytest.mark.django_db


def this_month() -> counting.MonthFigures:
    return counting.count().months[-1]


def test_a_line_adds_up():
    post = a_post()
    for status in Status.values:
        a_comment(post, status=status)
    a_comment(post)
    month = this_month()
    assert month.received == 7
    assert month.by_status == {**dict.fromkeys(Status.values, 1), "approved": 2}


def test_a_comment_counts_in_the_month_it_was_sent_in():
    start = counting.months.Month.current().start
    inside, before = a_comment(a_post(), submitted_at=start), a_comment(a_post())
    Comment.objects.filter(pk=before.pk).update(submitted_at=start - timedelta(microseconds=1))
    found = counting.count().months
    assert [month.received for month in found[-2:]] == [1, 1]
    assert inside.submitted_at == start
    assert sum(month.received for month in found[:-2]) == 0


def test_months_before_the_first_comment_are_left_out():
    assert len(counting.count().months) == counting.FEWEST_MONTHS
    old = a_comment(a_post())
    Comment.objects.filter(pk=old.pk).update(submitted_at=timezone.now() - timedelta(days=150))
    found = counting.count().months
    assert found[0].received == 1
    assert len(found) in {5, 6}


def test_what_was_taken_back_is_counted_by_comments():
    post, user = a_post(), carol()
    held = [a_comment(post, status="pending").pk for _ in range(3)]
    act = moderation.moderate(held, Status.SPAM, by=user).act
    moderation.undo(act, by=user)
    assert this_month().undone == 3


def test_the_time_to_a_decision_is_the_median_of_what_waited():
    post, user = a_post(), carol()
    now = timezone.now()
    for hours in (1, 2, 30):
        comment = a_comment(post, status="pending")
        Comment.objects.filter(pk=comment.pk).update(submitted_at=now - timedelta(hours=hours))
        moderation.moderate([comment.pk], Status.APPROVED, by=user)
    Event.objects.update(at=now)
    assert this_month().hours_to_decision == pytest.approx(2)


def test_deciding_again_is_no_second_wait():
    comment, user = a_comment(a_post(), submitted_at=timezone.now() - timedelta(hours=9)), carol()
    moderation.moderate([comment.pk], Status.REMOVED, by=user)
    assert this_month().hours_to_decision is None


def test_the_time_to_an_answer_is_that_of_the_house():
    post = a_post()
    question = a_comment(post, submitted_at=timezone.now() - timedelta(hours=5))
    a_comment(post, question, submitted_at=timezone.now() - timedelta(hours=4))
    assert this_month().hours_to_answer is None
    submission.submit(Sending(post, "I know.", question.pk, user=post.author))
    assert this_month().hours_to_answer == pytest.approx(5, abs=0.01)


def test_reasons_say_what_became_of_what_they_held():
    post = a_post()
    for status in ("approved", "approved", "spam"):
        a_comment(post, status=status, held_for="name")
    a_comment(post)
    old = a_comment(post, held_for="name")
    Comment.objects.filter(pk=old.pk).update(submitted_at=timezone.now() - timedelta(days=91))
    (reason,) = counting.count().reasons
    assert (reason.held, reason.by_status) == (3, {"approved": 2, "spam": 1})
    assert reason.label == "uses a name that belongs to somebody else"


def test_the_most_discussed_come_first():
    quiet, busy = a_post(), a_post()
    a_comment(quiet)
    for _ in range(2):
        a_comment(busy)
    a_comment(a_post(), status="pending")
    assert [(pk, n) for pk, _title, n in counting.count().most_discussed] == [(busy.pk, 2), (quiet.pk, 1)]


def test_who_decides_on_a_part_sees_the_figures_of_that_part():
    mine, other = a_post(), a_post(a_user("otto", is_staff=True))
    user = carol()
    for post in (mine, other, other):
        held = a_comment(post, status="pending", held_for="name")
        moderation.undo(moderation.moderate([held.pk], Status.SPAM, by=user).act, by=user)
    found = counting.count(Post.objects.filter(pk=mine.pk))
    month = found.months[-1]
    assert (month.received, month.undone, found.reasons[0].held) == (1, 1, 1)
    assert month.hours_to_decision is not None
    assert found.most_discussed == []


def test_it_is_counted_once_in_ten_minutes(django_assert_num_queries):
    cache.clear()
    a_comment(a_post())
    first = counting.figures()
    a_comment(a_post())
    assert counting.figures() == first
    assert counting.figures(Post.objects.none(), key="user.1") != first


def test_the_number_of_queries_does_not_grow_with_the_comments(django_assert_max_num_queries):
    post = a_post()
    for _ in range(30):
        a_comment(post)
    with django_assert_max_num_queries(counting.MONTHS * 5 + 2):
        counting.count()
