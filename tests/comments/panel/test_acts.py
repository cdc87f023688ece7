"""Which acts are offered, and what is said after one."""

from __future__ import annotations

import pytest

from comments import moderation
from comments.models import Comment, Discussion, Event, Status
from comments.moderation import Asker
from comments.panel import acts
from comments.panel.acts import ACTS, offered, perform
from comments.panel.scope import STAFF
from tests.builders import a_comment, an_owner

pytestmark = pytest.mark.django_db

DECIDABLE = [status for status in Status if status != Status.WITHDRAWN]


@pytest.mark.parametrize("status", DECIDABLE)
@pytest.mark.parametrize("asker", [Asker.MODERATOR, Asker.AUTHOR])
def test_staff_are_offered_every_status_but_the_present_one(status, asker):
    codes = {"pending": "hold", "approved": "approve", "declined": "decline", "spam": "spam", "removed": "remove"}
    expected = {code for name, code in codes.items() if name != status}
    assert {act.code for act in offered(status, {asker})} == expected


@pytest.mark.parametrize("status", Status)
def test_nobody_else_is_offered_anything(status):
    assert offered(status, frozenset()) == []


def test_what_its_writer_took_back_offers_nothing():
    assert offered(Status.WITHDRAWN, STAFF) == []


def test_staff_do_not_undo_what_a_writer_did(held, carol):
    writer = frozenset({Asker.WRITER})
    moderation.moderate([held.pk], Status.DECLINED, by=carol)
    moderation.moderate([held.pk], Status.PENDING, by=None, capacities=writer)
    held.refresh_from_db()
    assert not acts.undoable(held, Event.objects.last(), STAFF)


@pytest.mark.parametrize("status", DECIDABLE)
def test_no_button_leads_to_a_refusal(status, post, carol):
    for act in offered(status, {Asker.MODERATOR}):
        comment = a_comment(post, status=status)
        outcome = perform(act, {comment.pk: status}, by=carol)
        assert outcome.changed == [comment.pk]


def test_usual_and_other_acts_together_are_what_is_offered():
    usual, rest = acts.usual(Status.PENDING, {Asker.MODERATOR})
    assert [act.code for act in usual] == ["approve", "decline", "spam"]
    assert [act.code for act in rest] == ["remove"]


def test_an_answer_is_offered_only_where_it_would_be_taken(held, post):
    table = {
        (Status.PENDING, ""): True,
        (Status.APPROVED, ""): True,
        (Status.DECLINED, ""): False,
        (Status.SPAM, ""): False,
        (Status.REMOVED, ""): False,
        (Status.WITHDRAWN, ""): False,
        (Status.PENDING, Discussion.Access.CLOSED): True,
        (Status.APPROVED, Discussion.Access.MEMBERS): True,
    }
    for (status, access), expected in table.items():
        Comment.objects.filter(pk=held.pk).update(status=status)
        Discussion.objects.filter(pk=post.pk).update(access=access)
        assert acts.may_answer(Comment.objects.get(pk=held.pk)) is expected


def test_a_mention_is_not_answered(post):
    mention = a_comment(post, kind=Comment.Kind.MENTION, status=Status.PENDING)
    assert not acts.may_answer(mention)


def test_one_approval_is_said_by_name_and_can_be_undone(held, carol):
    outcome = perform(ACTS["approve"], {held.pk: "pending"}, by=carol)
    (notice,) = acts.notices(ACTS["approve"], outcome, by=carol)
    assert (notice.text, notice.act) == ("Approved Ellen’s comment.", outcome.act)


def test_many_are_said_in_one_sentence(held, post, carol):
    other = a_comment(post, status=Status.PENDING)
    outcome = perform(ACTS["spam"], {held.pk: "pending", other.pk: "pending"}, by=carol)
    (notice,) = acts.notices(ACTS["spam"], outcome, by=carol)
    assert notice.text == "Marked 2 comments as spam."


def test_who_comes_second_is_told_who_was_first_and_may_undo_it(held, carol):
    olive = an_owner()
    first = perform(ACTS["decline"], {held.pk: "pending"}, by=carol)
    second = perform(ACTS["approve"], {held.pk: "pending"}, by=olive)
    (notice,) = acts.notices(ACTS["approve"], second, by=olive)
    assert notice.text == "Carol was first: Ellen’s comment is declined."
    assert notice.act == first.act
    assert not second.changed


def test_pressing_twice_says_so_without_blame(held, carol):
    perform(ACTS["approve"], {held.pk: "pending"}, by=carol)
    again = perform(ACTS["approve"], {held.pk: "pending"}, by=carol)
    (notice,) = acts.notices(ACTS["approve"], again, by=carol)
    assert notice.text == "You have decided already: Ellen’s comment is approved."
    assert Event.objects.count() == 1


def test_a_withdrawal_cannot_be_undone_by_who_comes_second(held, carol):
    moderation.moderate([held.pk], Status.WITHDRAWN, by=None, capacities=frozenset({Asker.WRITER}))
    outcome = perform(ACTS["approve"], {held.pk: "pending"}, by=carol)
    (notice,) = acts.notices(ACTS["approve"], outcome, by=carol)
    assert notice.act is None
    assert "withdrawn" in notice.text


def test_what_is_not_theirs_is_not_told_apart_from_what_is_not_there(held, mallory):
    outcome = perform(ACTS["approve"], {held.pk: "pending", 10**30: None}, by=mallory)
    said = acts.notices(ACTS["approve"], outcome, by=mallory)
    assert [notice.text for notice in said] == ["2 comments are not there, or not yours to decide."]
    held.refresh_from_db()
    assert held.status == Status.PENDING


def test_a_long_reason_is_cut_and_a_nul_removed(held, carol):
    perform(ACTS["decline"], {held.pk: None}, by=carol, reason="\x00" + "a" * 1000)
    assert Event.objects.get().reason == "a" * acts.MAX_REASON
