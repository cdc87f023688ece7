"""Which rule wins over which. The table is what the house expects, written without looking at the code."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comments import names
from comments.models import Comment, Commenter, Status
from comments.rules import tracing
from comments.rules.order import ORDER, RULES
from tests.builders import a_post, alice, carol
from tests.comments.rules.crew import (
    AJudgement,
    AStanding,
    article_rules,
    earlier,
    finding_words,
    plugged,
    sent,
    site_rules,
)
from tests.comments.rules.crew import settings as site_settings

pytestmark = pytest.mark.django_db

EXPECTED = [
    "staff",
    "disallowed",
    "filter",
    "name",
    "words",
    "links",
    "premoderated",
    "trusted",
    "first",
    "rate",
    "reported",
    "rests",
    "fast",
    "shown",
    "known",
    "read",
]

# What is true of a comment, and what decides. A later row loses against every earlier one that is true as well.
STRONGEST_FIRST = [
    # what is true     the cause       begins as
    ("staff",          "staff",        "approved"),
    ("never taken",    "disallowed",   "spam"),
    ("filter files",   "filter",       "spam"),
    ("foreign name",   "name",         "pending"),
    ("held word",      "words",        "pending"),
    ("many links",     "links",        "pending"),
    ("premoderated",   "premoderated", "pending"),
    ("trusted",        "trusted",      "approved"),
    ("first",          "first",        "pending"),
    ("declined often", "rate",         "pending"),
    ("all are shown",  "shown",        "approved"),
]  # fmt: skip
PAIRS = [(a, b) for i, a in enumerate(STRONGEST_FIRST) for b in STRONGEST_FIRST[i + 1 :]]


@pytest.fixture
def post():
    return a_post(author=alice(display_name="Hanne Verrill"))


def send(post, truths: set[str]) -> Comment:
    """A comment by Ellen of which all these are true."""
    body = "Some words."
    site_settings(trusts_known=False)
    site_rules(
        level="shown" if "all are shown" in truths else "read",
        links_allowed=1,
        first_count=4 if "first" in truths else 0,
        rejection_percent=50,
    )
    bad = 4 if "declined often" in truths else 0
    earlier(post, *["approved"] * 3, *["declined"] * bad)
    body += " plumage" if "held word" in truths else ""
    body += " casino" if "never taken" in truths else ""
    body += " https://a.example https://b.example" if "many links" in truths else ""
    parts = {
        "matches": finding_words(held="plumage", disallowed="casino"),
        "judge": lambda comment, signals: AJudgement(0.999, ["x"], True, "filter files" in truths),
        "standing": lambda comment: AStanding(
            premoderated_by="Carol" if "premoderated" in truths else "",
            trusted_by="Carol" if "trusted" in truths else "",
        ),
    }
    with plugged(**parts):
        if "staff" in truths:
            return sent(post, body, user=carol(display_name="Hanne Verrill" if "foreign name" in truths else "Carol"))
        return sent(post, body, proven=True, name="Hanne Verrill" if "foreign name" in truths else "Ellen")


def test_the_order_is_the_one_the_house_expects():
    assert [rule.code for rule in ORDER] == EXPECTED


@pytest.mark.parametrize(("truth", "cause", "status"), STRONGEST_FIRST)
def test_each_decides_where_it_alone_is_true(post, truth, cause, status):
    comment = send(post, {truth})
    assert (comment.trace.cause, comment.status) == (cause, status)


@pytest.mark.parametrize(("stronger", "weaker"), PAIRS)
def test_the_stronger_of_two_decides(post, stronger, weaker):
    comment = send(post, {stronger[0], weaker[0]})
    assert (comment.trace.cause, comment.status) == stronger[1:]


def test_what_is_never_taken_is_spam_whatever_else_is_true_of_it(post):
    comment = send(post, {truth for truth, _cause, _status in STRONGEST_FIRST} - {"staff"})
    assert (comment.status, comment.held_for) == (Status.SPAM, "disallowed")


def test_where_nothing_is_true_everything_is_read_first(post):
    comment = send(post, set())
    assert (comment.trace.cause, comment.status, comment.held_for) == ("read", "pending", "")


def test_a_comment_of_which_much_is_true_keeps_all_of_it(post):
    comment = send(post, {"held word", "many links", "declined often"})
    fired = {code for code, finding in tracing.unpacked(comment.trace).items() if finding.fired}
    assert fired == {"words", "links", "rate", "read"}


def test_whose_name_it_is_decides_before_what_its_writer_is_trusted_with(post):
    owner = Commenter.objects.create(email="nora@example.org", name="Nora")
    names.claim(owner)
    site_rules(level="shown")
    assert sent(post, name="Nora", email="x@example.org").held_for == "name"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    level=st.sampled_from(["", "read", "known", "shown"]),
    links=st.none() | st.integers(0, 1000),
    first=st.none() | st.integers(0, 100),
    percent=st.none() | st.integers(1, 100),
    reports=st.none() | st.integers(0, 3),
    typed=st.none() | st.integers(0, 999_999),
    body=st.text(alphabet="ab <>&\"'/:.https", min_size=1, max_size=200).filter(str.strip),
    proven=st.booleans(),
)
def test_every_trace_has_one_cause_and_every_rule_and_explains_the_status(
    post, level, links, first, percent, reports, typed, body, proven
):
    Comment.objects.filter(discussion=post.pk).update(fingerprint="")
    fields = {"links_allowed": links, "first_count": first, "rejection_percent": percent, "reports_hold": reports}
    article_rules(post, level=level, **fields)
    comment = sent(post, body, proven=proven, typed=typed)
    assert [row[0] for row in comment.trace.findings] == EXPECTED
    findings = tracing.unpacked(comment.trace)
    causes = [code for code, finding in findings.items() if finding.decides]
    assert comment.trace.cause == causes[0]
    assert RULES[comment.trace.cause].leads_to == comment.status
    assert all(finding.says for finding in findings.values())
