"""How the databases find a page of the queue and its counts: whoever asks, they never read all comments."""

from __future__ import annotations

import pytest

from comments.models import Comment, Report, Status
from comments.panel import queue
from comments.panel.scope import scope
from comments.panel.selection import Selection
from tests.comments.test_query_plans import crowd, plans, reads_all  # noqa: F401 - the fixture

pytestmark = pytest.mark.django_db


def page(user, **choices):
    return queue.page(scope(user), Selection(**choices), shows_addresses=True)


PAGES = {
    "what waits": {},
    "what is shown": {"status": Status.APPROVED},
    "of one article": {"status": Status.SPAM, "post": 1},
    "under one address": {"status": Status.APPROVED, "person": "bob@example.org"},
    "older ones": {"status": Status.APPROVED, "older": 3},
    "what was reported": {"status": queue.REPORTED},
    "what is like one that waits": {"like": 5},
}


@pytest.mark.parametrize("choices", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("who", ["carol", "mallory"])
def test_no_page_reads_all_comments(who, choices, crowd, request):  # noqa: F811
    user = request.getfixturevalue(who)
    Report.objects.create(comment=Comment.objects.order_by("pk")[7], reason="other")
    lines = [line for _sql, plan in plans(lambda: page(user, **choices)) for line in plan]
    assert [line for line in lines if reads_all(line)] == []


def test_counting_makes_no_list_of_all_comments(crowd, carol):  # noqa: F811
    lines = [line for _sql, plan in plans(lambda: queue.counts(scope(carol), carol)) for line in plan]
    assert len(lines) > len(Status)
    assert [line for line in lines if reads_all(line) or line.startswith(("LIST SUBQUERY", "SCAN U0"))] == []
