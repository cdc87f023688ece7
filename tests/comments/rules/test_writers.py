"""Who wrote it, by what is proven."""

from __future__ import annotations

import pytest

from comments import names
from comments.models import Comment, Commenter, Report
from comments.panel import cards, queue
from comments.panel.scope import scope
from comments.rules import Draft, judge, tracing
from tests.builders import a_comment, a_post, carol
from tests.comments.rules.crew import AStanding, a_member, earlier, plugged, sent, settings, site_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return a_post()


FIRST = [
    # first n are read, approved before, proven; begins as
    (0, 0, False, "approved"),
    (2, 0, True, "pending"),
    (2, 1, True, "pending"),
    (2, 2, True, "approved"),
    (2, 9, False, "pending"),
    (1, 0, False, "pending"),
    (100, 99, True, "pending"),
]


@pytest.mark.parametrize(("count", "before", "proven", "status"), FIRST)
def test_the_first_responses_of_a_person_are_read(post, count, before, proven, status):
    site_rules(level="shown", first_count=count)
    earlier(post, *["approved"] * before)
    comment = sent(post, proven=proven)
    assert (comment.status, comment.held_for) == (status, "first" if status == "pending" else "")


def test_what_was_not_approved_does_not_count_towards_the_first(post):
    site_rules(level="shown", first_count=1)
    earlier(post, "pending", "declined", "spam", "removed", "withdrawn")
    assert sent(post, proven=True).held_for == "first"


SAID = [
    (0, True, "0 comments by its writer were approved; the first 2 are read."),
    (1, True, "1 comment by its writer was approved; the first 2 are read."),
    (9, True, "At least 2 comments by its writer were approved; the first 2 are read."),
    (9, False, "Nothing proves who wrote it, so it counts as a first comment, which is read."),
]


@pytest.mark.parametrize(("before", "proven", "said"), SAID)
def test_the_first_responses_are_told_with_their_number(post, before, proven, said):
    site_rules(first_count=2)
    earlier(post, *["approved"] * before)
    assert tracing.unpacked(sent(post, proven=proven).trace)["first"].says == said


RATE = [
    # per cent, decided before, proven; is it held
    (100, "ddddd", True, False),
    (50, "dd", True, False),  # too few to say anything
    (50, "ddd", True, True),
    (50, "dda", True, True),
    (50, "ddaa", True, False),  # half is not more than half
    (50, "dsraa", True, True),
    (1, "a" * 19 + "d", True, True),
    (1, "a" * 20, True, False),
    (30, "ddd", False, False),  # a typed address counts for nothing
    (30, "pppp", True, False),
    (30, "wwww", True, False),
    (50, "a" * 20 + "d" * 12, True, True),  # what came last counts
    (50, "d" * 12 + "a" * 20, True, False),
]
STATUSES = {"a": "approved", "d": "declined", "s": "spam", "r": "removed", "p": "pending", "w": "withdrawn"}


@pytest.mark.parametrize(("percent", "before", "proven", "held"), RATE)
def test_who_was_declined_often_is_read_first(post, percent, before, proven, held):
    site_rules(level="shown", rejection_percent=percent)
    earlier(post, *(STATUSES[letter] for letter in before))
    comment = sent(post, proven=proven)
    assert (comment.status, comment.held_for) == (("pending", "rate") if held else ("approved", ""))


def test_what_a_rule_filed_and_nobody_looked_at_is_no_decision(post):
    site_rules(level="shown", rejection_percent=50)
    earlier(post, *["spam"] * 5, held_for="filter")
    assert sent(post, proven=True).status == "approved"


def test_the_rate_is_told_with_its_numbers(post):
    site_rules(rejection_percent=30)
    earlier(post, "declined", "spam", "approved")
    comment = sent(post, proven=True)
    assert tracing.told(comment.trace).cause.says == (
        "Of the last 3 decided comments of its writer 2 were declined, removed or spam; more than 30 % are read first."
    )


def test_an_account_has_a_rate_of_its_own(post):
    site_rules(level="shown", rejection_percent=50)
    bob = a_member()
    for _ in range(3):
        a_comment(post, user=bob, email="", status="declined")
    assert sent(post, user=bob).held_for == "rate"
    assert sent(post, user=a_member("dora")).status == "approved"


STANDING = [
    # premoderated, trusted, typed block; begins as, held for
    ("", "", "", "pending", "first"),
    ("Carol", "", "", "pending", "premoderated"),
    ("", "", "Carol", "pending", "premoderated"),
    ("", "Carol", "", "approved", ""),
    ("Carol", "Carol", "", "pending", "premoderated"),
]


@pytest.mark.parametrize(("premoderated", "trusted", "typed", "status", "held_for"), STANDING)
def test_what_moderators_settled_about_a_writer(post, premoderated, trusted, typed, status, held_for):
    site_rules(first_count=3)
    with plugged(standing=lambda comment: AStanding("", premoderated, trusted, typed)):
        comment = sent(post)
    assert (comment.status, comment.held_for) == (status, held_for)


def test_what_somebody_who_is_blocked_changes_is_read_first(post):
    comment = sent(post)
    with plugged(standing=lambda comment: AStanding("Carol")):
        verdict = judge(Draft(comment, post), comment.discussion.in_force)
    assert (verdict.status, verdict.cause) == ("pending", "premoderated")


def test_a_trusted_writer_who_lets_it_rest_is_read_first(post):
    settings(care_mode=True, cooling_off=True)
    with plugged(standing=lambda comment: AStanding(trusted_by="Carol")):
        comment = sent(post, rests=True)
    assert (comment.status, comment.trace.cause, comment.is_awake) == ("pending", "rests", False)
    assert "let it rest first" in tracing.unpacked(comment.trace)["trusted"].says


def report(comment: Comment, *people) -> None:
    for person in people:
        Report.objects.create(comment=comment, reason="unkind", user=person)


REPORTED = [
    # reports that hold, reported by proven members, by members without a proof, by guests; held
    (0, 5, 0, 0, False),
    (2, 2, 0, 0, True),
    (2, 1, 0, 0, False),
    (2, 1, 4, 0, False),
    (2, 0, 0, 5, False),
]


@pytest.mark.parametrize(("least", "proven", "unproven", "guests", "held"), REPORTED)
def test_who_was_reported_elsewhere_is_read_first(post, least, proven, unproven, guests, held):
    site_rules(level="shown", reports_hold=least)
    (said,) = earlier(post, "approved")
    report(said, *(a_member(f"reader{n}") for n in range(proven)))
    report(said, *(a_member(f"visitor{n}", proven=False) for n in range(unproven)))
    for n in range(guests):
        Report.objects.create(comment=said, reason="spam", network=f"network{n}")
    assert sent(post, proven=True).held_for == ("reported" if held else "")


def test_reports_about_a_typed_address_hold_nobody(post):
    site_rules(level="shown", reports_hold=1)
    (said,) = earlier(post, "approved")
    report(said, a_member("reader"))
    assert sent(post, proven=False).status == "approved"


def test_whose_name_it_looks_like_is_looked_up_and_not_kept(post):
    names.claim(Commenter.objects.create(email="nora@example.org", name="Nora Quince"))
    user = carol()
    for name, said in (
        ("Alice", "Its name looks like that of Alice, who looks after this site"),
        ("Nora  Quince", "Its name looks like that of Nora Quince, who has proven an address here"),
    ):
        comment = sent(post, f"As {name}.", name=name, network=name[:1])
        assert comment.held_for == "name"
        assert "Quince" not in str(comment.trace.findings)
        assert "somebody who" in tracing.told(comment.trace).why
        (card,) = cards.build([queue.one(scope(user), comment.pk)], user)
        assert card.why.startswith(said)
