"""A comment keeps what was found about it, for as long as it says who wrote it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments import erasure, names, revisions
from comments.models import Comment, Commenter, Status, Trace
from comments.panel import cards, queue
from comments.panel.scope import scope
from comments.rules import tracing
from comments.rules.order import ORDER, RULES
from tests.builders import a_comment, a_post, carol
from tests.comments.rules.crew import earlier, sent, settings, site_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return a_post()


def test_the_traces_of_500_comments_explain_what_they_began_as(post):
    settings(trusts_known=True, known_after=2)
    site_rules(links_allowed=1, rejection_percent=60)
    earlier(post, "approved", "approved")
    bodies = ("Words {n}.", "https://a.example https://b.example {n}", "Said {n} https://a.example", "Thanks, {n}.")
    for n in range(500):
        owner = "Alice" if n % 7 == 0 else "Ellen"
        sent(post, bodies[n % 4].format(n=n), proven=n % 2 == 0, name=owner, network=f"n{n}")
    rows = Comment.objects.exclude(trace=None).select_related("trace")
    assert len(rows) == 500
    assert {(RULES[row.trace.cause].leads_to == row.status) for row in rows} == {True}
    assert {row.trace.cause for row in rows} == {"name", "links", "known", "read"}
    assert {len(row.trace.findings) for row in rows} == {len(ORDER)}
    assert all(row.held_for == row.trace.cause for row in rows if row.held_for)


def test_what_was_imported_or_is_older_has_none(post):
    assert tracing.of([a_comment(post)]) == {}


def test_traces_are_read_in_one_query_or_come_along(post, django_assert_num_queries):
    comments = [sent(post, f"Number {n}.", network=f"n{n}") for n in range(3)]
    plain = list(Comment.objects.all())
    with django_assert_num_queries(1):
        assert set(tracing.of(plain)) == {comment.pk for comment in comments}
    along = list(Comment.objects.select_related("trace"))
    with django_assert_num_queries(0):
        assert len(tracing.of([*along])) == 3


def test_a_trace_whose_cause_is_a_rule_no_more_tells_nothing(post):
    trace = sent(post).trace
    trace.cause = "horoscope"
    assert tracing.told(trace) is None


def test_a_rule_that_came_later_is_not_told_of(post):
    trace = sent(post).trace
    trace.findings = [row for row in trace.findings if row[0] != "links"]
    assert "links" not in tracing.unpacked(trace)
    assert tracing.told(trace)


def test_erasing_leaves_which_rules_fired_and_nothing_of_what_they_saw(post):
    site_rules(links_allowed=0)
    comment = sent(post, "https://mine.example/secret", name="Alice")
    assert "mine.example" in str(comment.trace.findings)
    erasure.erase(comment, keep_text=True)
    trace = Trace.objects.get()
    assert [row[:2] for row in trace.findings] == trace.findings
    assert "mine.example" not in str(trace.findings)
    assert trace.cause == "name"
    assert all(finding.says for finding in tracing.unpacked(trace).values())


@given(st.booleans())
def test_every_rule_says_something_of_what_was_forgotten(fired):
    assert all(rule.says({}, fired) for rule in ORDER)


def test_who_proves_the_name_is_no_longer_told_that_it_is_not_theirs(post):
    names.claim(Commenter.objects.create(email="nora@example.org", name="Nora"))
    comment = sent(post, name="Nora", email="nora@example.org")
    Comment.objects.update(held_for="")
    comment.refresh_from_db()
    assert tracing.told(comment.trace).is_overtaken_by(comment)
    user = carol()
    (card,) = cards.build([queue.one(scope(user), comment.pk)], user)
    assert card.why == "Every comment from a guest is held."


def test_what_is_changed_while_it_waits_is_explained_by_its_new_wording(post):
    site_rules(links_allowed=0)
    comment = sent(post, "https://a.example")
    assert comment.held_for == "links"
    revisions.edit(comment, "No link any more.")
    comment = Comment.objects.get()
    assert (comment.held_for, comment.trace.cause, comment.status) == ("", "read", "pending")


def test_what_waits_goes_on_waiting_when_the_rules_would_let_its_new_wording_through(post):
    site_rules(level="shown", links_allowed=0)
    comment = sent(post, "https://a.example")
    revisions.edit(comment, "No link any more.")
    comment = Comment.objects.get()
    assert (comment.status, comment.trace.cause) == (Status.PENDING, "links")


CHANGES = [
    ("Said more kindly.", True),
    ("Said with https://a.example", False),
]


@pytest.mark.parametrize(("body", "stands"), CHANGES)
def test_a_change_of_what_is_shown_is_judged_by_its_new_wording(post, body, stands):
    site_rules(level="shown", links_allowed=0)
    comment = sent(post, "As it was.")
    revisions.edit(comment, body)
    assert (Comment.objects.get().body == body) is stands
    assert (revisions.proposed(comment) is None) is stands
