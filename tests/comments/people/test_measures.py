"""Taking a measure, ending it, letting it hold longer; and taking each of these back."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import ledger, moderation
from comments.maintenance import NETWORK_KEPT
from comments.models import Act, Comment, Event, Measure, Status, Whom
from comments.people import measures
from comments.people.standing import standing
from tests.builders import a_comment, an_owner

from .conftest import taken

pytestmark = pytest.mark.django_db


def statuses(*comments) -> list[str]:
    return [Comment.objects.get(pk=comment.pk).status for comment in comments]


def test_a_block_is_entered_with_whom_and_the_note(his, carol):
    block, act = taken(his, Whom.ADDRESS, carol, reason="Insults.", note="The third time.")
    assert (act.kind, act.actor, act.role, act.comment) == ("block", carol, "moderator", his)
    assert (act.about, act.reason) == ("Bob (this proven address)", "The third time.")
    assert act.before == {"measure": block.pk}
    assert block.reason == "Insults."


@pytest.mark.parametrize(("time", "days"), [("day", 1), ("week", 7), ("month", 30), ("good", None)])
def test_it_holds_for_as_long_as_was_chosen(time, days, his, carol):
    block, _act = taken(his, Whom.ADDRESS, carol, time=time)
    assert block.until == (block.at + timedelta(days=days) if days else None)


def test_nothing_about_a_network_holds_longer_than_the_network_is_known(his, carol):
    for what in ("block", "read-first"):
        measure, _act = taken(his, Whom.NETWORK, carol, what, time="good")
        assert measure.until == measure.at + NETWORK_KEPT


def test_undoing_it_ends_it(his, carol):
    _block, act = taken(his, Whom.ADDRESS, carol)
    assert ledger.undo(act, by=carol).is_changed
    assert standing(his).blocked_by is None
    assert not ledger.undo(act, by=carol).is_changed


def test_hiding_takes_what_is_shown_off_the_page_as_one_act(post, his, carol):
    more, other = a_comment(post, proof=Comment.Proof.ADDRESS), a_comment(post, email="eve@example.com")
    held = a_comment(post, proof=Comment.Proof.ADDRESS, status=Status.PENDING)
    block, _act = taken(his, Whom.ADDRESS, carol, hides=True)
    assert statuses(his, more, other, held) == ["removed", "removed", "approved", "pending"]
    assert Event.objects.filter(act=block.hid).count() == 2
    assert Act.objects.get(pk=block.hid).comment_count == 2


def test_what_is_hidden_is_hidden_in_batches_of_one_act(post, his, carol, monkeypatch):
    monkeypatch.setattr(measures, "BATCH", 2)
    for _ in range(4):
        a_comment(post, proof=Comment.Proof.ADDRESS)
    block, act = taken(his, Whom.ADDRESS, carol, hides=True)
    assert Act.objects.get(pk=block.hid).comment_count == 5
    ledger.undo(act, by=carol)
    assert not Comment.objects.exclude(status=Status.APPROVED).exists()


def test_undoing_brings_each_back_to_its_own_state_but_what_was_decided_since(post, his, carol):
    more = a_comment(post, proof=Comment.Proof.ADDRESS)
    _block, act = taken(his, Whom.ADDRESS, carol, hides=True)
    moderation.moderate([more.pk], Status.SPAM, by=an_owner())
    undone = ledger.undo(act, by=carol)
    assert undone.is_changed
    assert undone.left == ["1 comment was decided on since and stays as it is."]
    assert statuses(his, more) == ["approved", "spam"]


def test_ending_leaves_what_is_hidden_and_can_be_taken_back(his, carol):
    block, _act = taken(his, Whom.ADDRESS, carol, hides=True)
    act = measures.end(block, by=carol)
    assert standing(his).blocked_by is None
    assert statuses(his) == ["removed"]
    assert measures.end(block, by=carol) is None
    assert ledger.undo(act, by=carol).is_changed
    assert standing(his).blocked_by == block


def test_what_was_taken_back_altogether_does_not_come_back_by_taking_back_its_end(his, carol):
    block, took = taken(his, Whom.ADDRESS, carol)
    ended = measures.end(block, by=carol)
    Measure.objects.filter(pk=block.pk).update(ended_at=None)
    ledger.undo(took, by=carol)
    undone = ledger.undo(ended, by=carol)
    assert (undone.is_changed, undone.left) == (False, ["It was taken back altogether, and stays so."])
    assert standing(his).blocked_by is None


def test_extending_counts_from_now_and_can_be_taken_back(his, carol):
    block, _act = taken(his, Whom.ADDRESS, carol, time="day")
    first = block.until
    with time_machine.travel(timezone.now() + timedelta(hours=5)):
        act = measures.extend(block, "week", by=carol)
        block.refresh_from_db()
        assert block.until > first + timedelta(days=6)
        assert ledger.undo(act, by=carol).is_changed
    block.refresh_from_db()
    assert block.until == first


def test_an_older_extension_is_not_taken_back_over_a_newer(his, carol):
    block, _act = taken(his, Whom.ADDRESS, carol, time="day")
    older = measures.extend(block, "week", by=carol)
    measures.extend(block, "good", by=carol)
    assert not ledger.undo(older, by=carol).is_changed
    block.refresh_from_db()
    assert block.until is None


def test_what_is_over_is_not_extended(his, carol):
    block, _act = taken(his, Whom.ADDRESS, carol)
    measures.end(block, by=carol)
    assert measures.extend(block, "good", by=carol) is None


@pytest.mark.parametrize("act_of", ["block", "end", "extend"])
def test_the_preview_says_what_undoing_would_change(act_of, his, carol):
    block, act = taken(his, Whom.ADDRESS, carol, hides=True)
    if act_of == "end":
        act = measures.end(block, by=carol)
    if act_of == "extend":
        act = measures.extend(block, "good", by=carol)
    said = " ".join(ledger.kind_of(act).preview(act, carol))
    assert {"block": "1 comment that was hidden", "end": "It holds again", "extend": "It holds until"}[act_of] in said


@pytest.mark.parametrize(
    ("who", "what", "whom", "may"),
    [
        ("carol", "block", "account", True),
        ("carol", "block", "pattern", True),
        ("carol", "trust", "address", True),
        ("carol", "trust", "network", False),
        ("carol", "trust", "typed", False),
        ("carol", "read-first", "network", True),
        ("alice", "read-first", "account", True),
        ("alice", "read-first", "address", True),
        ("alice", "read-first", "typed", True),
        ("alice", "read-first", "network", False),
        ("alice", "block", "address", False),
        ("alice", "trust", "address", False),
    ],
)
def test_who_may_take_which(who, what, whom, may, request):
    assert measures.may_take(request.getfixturevalue(who), what, whom) is may


def test_an_author_ends_their_own_alone(his, alice, carol):
    own, act = taken(his, Whom.ADDRESS, alice, "read-first")
    colleagues, other = taken(his, Whom.ADDRESS, carol, "read-first")
    assert measures.may_end(alice, own)
    assert not measures.may_end(alice, colleagues)
    assert ledger.kind_of(act).may_undo(act, alice)
    assert not ledger.kind_of(other).may_undo(other, alice)


def test_undoing_takes_the_discussion_before_the_measure_as_erasing_does(his, carol):
    _measure, act = taken(his, Whom.ADDRESS, carol, hides=True)
    with CaptureQueriesContext(connection) as queries:
        assert ledger.undo(act, by=carol).is_changed
    asked = [query["sql"] for query in queries]
    locked = next(
        at for at, sql in enumerate(asked) if sql.startswith("SELECT") and 'FROM "comments_discussion"' in sql
    )
    ended = next(at for at, sql in enumerate(asked) if sql.startswith('UPDATE "comments_measure"'))
    assert locked < ended
