"""Histories of many at once are the histories of each, as they were on the day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import moderation
from comments.models import Comment, Report, Status
from comments.rules.drafts import Stored
from comments.rules.remembering import Archive, writer
from tests.builders import a_comment, a_post, carol
from tests.comments.rules.crew import a_member, earlier

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return a_post()


def test_the_last_comment_of_each_remembers_what_the_database_knows(post):
    bob = a_member()
    for status in ("approved", "declined", "spam", "pending", "removed", "approved"):
        earlier(post, status)
        a_comment(post, user=bob, email="ellen@example.org", status=status)
        a_comment(post, email="ellen@example.org", status=status)  # typed
    spam = earlier(post, "spam", "spam", held_for="filter")
    moderation.moderate([spam[0].pk], Status.APPROVED, by=carol())
    lasts = [*earlier(post, "pending"), a_comment(post, user=bob, status="pending"), a_comment(post, status="pending")]
    archive = Archive(lasts)
    for comment in lasts:
        asked, stored = archive.of(comment), Stored(comment)
        assert (asked.approved(9), list(asked.decided(20))) == (stored.approved(9), list(stored.decided(20)))
    assert archive.of(lasts[0]).approved(9) == 3
    assert archive.of(lasts[2]).approved(9) == 0


def test_what_came_later_is_not_remembered(post):
    old = timezone.now() - timedelta(days=9)
    (first,) = earlier(post, "approved", submitted_at=old)
    earlier(post, "declined", "approved")
    archive = Archive([first])
    assert (archive.of(first).approved(9), archive.of(first).decided(20)) == (0, [])


def test_it_takes_two_queries_however_many_there_are(post, django_assert_num_queries):
    bob = a_member()
    comments = [comment for _ in range(5) for comment in (*earlier(post, "approved"), a_comment(post, user=bob))]
    with django_assert_num_queries(2):
        archive = Archive(comments)
    with django_assert_num_queries(0):
        assert [archive.of(comment).approved(99) for comment in comments][-2:] == [4, 4]


def test_nobody_is_looked_for_where_nobody_is_proven(post, django_assert_num_queries):
    comments = [a_comment(post), a_comment(post, email="")]
    with django_assert_num_queries(0):
        archive = Archive(comments)
        assert archive.of(comments[0]).rows == []


def test_reports_are_remembered_as_they_wait(post):
    first, _second = earlier(post, "approved", "approved")
    Report.objects.create(comment=first, reason="spam", user=a_member())
    (last,) = earlier(post, "pending")
    remembered = Archive([last]).of(last)
    assert (remembered.reported(1), remembered.reported(2)) == (True, False)
    assert not Archive([first]).of(first).reported(1)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"email": "e@x.org"}, ""),
        ({"email": "e@x.org", "proof": 1}, "e@x.org"),
        ({"user_id": 3, "email": "e@x.org"}, 3),
    ],
)
def test_who_somebody_is_by_what_is_proven(fields, expected):
    assert writer(Comment(**fields)) == expected
