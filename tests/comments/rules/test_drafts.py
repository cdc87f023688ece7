"""What the rules are given to look at, and what it costs."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.posts.models import Post
from comments.models import Comment, InForce
from comments.rules import judging
from comments.rules.drafts import Draft, Stored
from comments.submission import Sending, submit
from tests.builders import a_comment, a_post
from tests.comments.rules.crew import a_member, earlier, ellen, site_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return a_post()


def test_an_unproven_writer_has_no_history_and_it_costs_nothing(post, django_assert_num_queries):
    earlier(post, "approved", "declined")
    stored = Stored(Comment(name="Ellen", email="ellen@example.org"))
    with django_assert_num_queries(0):
        assert (stored.approved(3), stored.decided(20), stored.reported(1)) == (0, [], False)


def test_a_history_is_the_newest_first_and_not_the_comment_itself(post):
    old, new = earlier(post, "declined", "approved")
    assert Stored(Comment(email="ellen@example.org", proof=1)).decided(20) == ["approved", "declined"]
    assert Stored(new).decided(20) == ["declined"]
    assert Stored(old).approved(9) == 1


def test_accounts_and_addresses_are_told_apart(post):
    bob = a_member()
    a_comment(post, user=bob, email="ellen@example.org")
    assert Stored(Comment(email="ellen@example.org", proof=1)).approved(9) == 0
    assert Stored(Comment(user=bob)).approved(9) == 1


ASKED = [
    # rules; questions about what else the writer sent
    ({}, 0),
    ({"links_allowed": 2}, 0),
    ({"level": "known"}, 1),
    ({"level": "known", "first_count": 2}, 2),
    ({"first_count": 2, "rejection_percent": 50}, 2),
    ({"first_count": 2, "rejection_percent": 50, "reports_hold": 2}, 3),
]


@pytest.mark.parametrize(("policy", "questions"), ASKED)
def test_a_rule_that_is_off_asks_the_database_nothing(post, policy, questions):
    draft = Draft(Comment(user=a_member(), name="Bob", body="x", body_html="<p>x</p>"), post)
    with CaptureQueriesContext(connection) as asked:
        judging.judge(draft, InForce(**policy))
    assert sum('"comments_comment"' in query["sql"] for query in asked.captured_queries) == questions


def test_sending_asks_the_rules_before_the_lock_and_little_within(post, settings):
    settings.COMMENT_FLOOD_SECONDS = settings.COMMENT_RATE_LIMIT = 0
    site_rules(level="known", links_allowed=2, first_count=2, rejection_percent=50, reports_hold=2)
    earlier(post, "approved")
    read = Post.objects.select_related(*Post.read_with).get(pk=post.pk)
    sending = Sending(read, "Words.", name="Ellen", email="ellen@example.org", commenter=ellen(), network="n")
    with CaptureQueriesContext(connection) as asked:
        submit(sending)
    statements = [query["sql"] for query in asked.captured_queries]
    begun = next(i for i, sql in enumerate(statements) if "SAVEPOINT" in sql)
    within = [sql for sql in statements[begun:] if "SAVEPOINT" not in sql]
    assert sum("comments_trace" in sql for sql in within) == 1
    assert not any("comments_policy" in sql or "accounts_user" in sql for sql in within)
    assert len(within) <= 6, within
    assert len(statements) <= 20, statements
