from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from comments.bulk_acts import selecting
from comments.models import Comment, Status
from tests.builders import a_comment, a_post, carol

pytestmark = pytest.mark.django_db


def test_a_dry_run_counts_what_would_move_and_what_would_stay():
    post = a_post()
    for status in ("pending", "pending", "spam", "withdrawn", "approved"):
        last = a_comment(post, status=status)
    found = selecting.dry_run(carol(), "status=all", Status.SPAM)
    assert found.changed == {"pending": 2, "approved": 1}
    assert found.left == {"spam": 1, "withdrawn": 1}
    assert (found.total, found.until) == (5, last.pk)
    assert len(found.samples) == 3
    assert Comment.objects.filter(status="spam").count() == 1


def test_a_page_of_the_queue_is_not_the_end_of_it():
    post = a_post()
    for _ in range(25):
        a_comment(post, status="pending")
    page = selecting.selected(carol(), "after=1-1")
    assert page.count() == 25


def test_who_decides_on_nothing_selects_nothing():
    a_comment(a_post(), status="pending")
    assert not selecting.selected(AnonymousUser(), "status=all").exists()


def test_nothing_that_matches_is_counted_as_nothing():
    found = selecting.dry_run(carol(), "text=nowhere", Status.SPAM)
    assert (found.total, found.until, found.samples) == (0, 0, [])
