"""Each comment of an act is put back to what it was, unless it has moved on since."""

from __future__ import annotations

import uuid

import pytest

from comments import check, moderation, revisions
from comments.models import Comment, Event, Status
from comments.tree import lock as _lock
from tests.builders import a_comment, a_post, a_user, an_owner, carol

pytestmark = pytest.mark.django_db


def test_undo_puts_one_comment_back():
    comment = a_comment(a_post(), status="pending")
    user = carol()
    outcome = moderation.moderate([comment.pk], Status.SPAM, by=user)
    undone = moderation.undo(outcome.act, by=user)
    assert undone.changed == [comment.pk]
    assert _status(comment) == "pending"
    back = Event.objects.latest("pk")
    assert (back.from_status, back.to_status, back.undoes.act) == ("spam", "pending", outcome.act)
    assert back.act == undone.act != outcome.act


def test_undo_puts_each_back_to_what_it_was():
    post = a_post()
    held, declined, shown = (a_comment(post, status=status) for status in ("pending", "declined", "approved"))
    user = carol()
    outcome = moderation.moderate([held.pk, declined.pk, shown.pk], Status.REMOVED, by=user)
    moderation.undo(outcome.act, by=user)
    assert [_status(c) for c in (held, declined, shown)] == ["pending", "declined", "approved"]
    assert not check.miscounted()


def test_undo_publishes_no_wording_that_nobody_has_read():
    comment, user = a_comment(a_post(), body="Kind words."), carol()
    held = moderation.moderate([comment.pk], Status.PENDING, by=user)
    revisions.edit(Comment.objects.get(pk=comment.pk), "Buy cheap watches.")
    undone = moderation.undo(held.act, by=user)
    assert [(left.comment_id, left.why) for left in undone.skipped] == [(comment.pk, "reworded")]
    assert _status(comment) == "pending"
    assert moderation.moderate([comment.pk], Status.APPROVED, by=user).changed == [comment.pk]


def test_to_undo_an_undo_publishes_no_wording_that_nobody_has_read():
    comment, user = a_comment(a_post(), status="pending"), carol()
    approved = moderation.moderate([comment.pk], Status.APPROVED, by=user)
    undone = moderation.undo(approved.act, by=user)
    revisions.edit(Comment.objects.get(pk=comment.pk), "Buy cheap watches.")
    assert [left.why for left in moderation.undo(undone.act, by=user).skipped] == ["reworded"]
    assert _status(comment) == "pending"


def test_undo_twice_does_nothing_the_second_time():
    comment = a_comment(a_post(), status="pending")
    user = carol()
    outcome = moderation.moderate([comment.pk], Status.APPROVED, by=user)
    moderation.undo(outcome.act, by=user)
    again = moderation.undo(outcome.act, by=user)
    assert (again.changed, again.skipped) == ([], [])
    assert Event.objects.count() == 2


def test_undo_skips_and_reports_what_has_moved_since():
    post = a_post()
    one, other = a_comment(post, status="pending"), a_comment(post, status="pending")
    user = carol()
    outcome = moderation.moderate([one.pk, other.pk], Status.APPROVED, by=user)
    moderation.moderate([other.pk], Status.SPAM, by=an_owner())
    undone = moderation.undo(outcome.act, by=user)
    assert undone.changed == [one.pk]
    assert [(s.comment_id, s.why, s.status, s.by) for s in undone.skipped] == [(other.pk, "changed", "spam", "Olive")]


def test_undo_skips_what_came_back_to_the_same_status_by_a_later_decision():
    comment = a_comment(a_post(), status="pending")
    user = carol()
    first = moderation.moderate([comment.pk], Status.APPROVED, by=user)
    moderation.moderate([comment.pk], Status.SPAM, by=user)
    moderation.moderate([comment.pk], Status.APPROVED, by=user)
    assert [skip.why for skip in moderation.undo(first.act, by=user).skipped] == ["changed"]
    assert _status(comment) == "approved"


def test_undo_looks_for_later_decisions_under_the_lock(monkeypatch):
    comment = a_comment(a_post(), status="pending")
    user = carol()
    first = moderation.moderate([comment.pk], Status.APPROVED, by=user)

    def somebody_else_is_quicker(pk):
        monkeypatch.setattr(moderation, "lock", _lock)
        moderation.moderate([comment.pk], Status.SPAM, by=user)
        moderation.moderate([comment.pk], Status.APPROVED, by=user)
        return _lock(pk)

    monkeypatch.setattr(moderation, "lock", somebody_else_is_quicker)
    assert [skip.why for skip in moderation.undo(first.act, by=user).skipped] == ["changed"]


def test_undo_publishes_nothing_that_its_writer_withdrew():
    bob = a_user("bob")
    comment = a_comment(a_post(), user=bob)
    user = carol()
    outcome = moderation.moderate([comment.pk], Status.REMOVED, by=user)
    moderation.undo(outcome.act, by=user)
    withdrawn = moderation.moderate([comment.pk], Status.WITHDRAWN, by=bob)
    for act in (outcome.act, withdrawn.act):
        for person in (user, bob):
            assert moderation.undo(act, by=person).changed == []
    assert _status(comment) == "withdrawn"


def test_a_stranger_undoes_nothing():
    comment = a_comment(a_post(), status="pending")
    outcome = moderation.moderate([comment.pk], Status.APPROVED, by=carol())
    undone = moderation.undo(outcome.act, by=a_user("mallory"))
    assert [skip.why for skip in undone.skipped] == ["forbidden"]
    assert _status(comment) == "approved"


def test_undo_of_an_act_that_never_was_does_nothing():
    outcome = moderation.undo(uuid.uuid4(), by=carol())
    assert (outcome.changed, outcome.skipped) == ([], [])


def test_the_last_act_is_the_latest_that_was_not_undone():
    post = a_post()
    one, other = a_comment(post, status="pending"), a_comment(post, status="pending")
    user = carol()
    assert moderation.last_act(user) is None
    first = moderation.moderate([one.pk], Status.APPROVED, by=user)
    second = moderation.moderate([other.pk], Status.APPROVED, by=user)
    assert moderation.last_act(user) == second.act
    moderation.undo(second.act, by=user)
    assert moderation.last_act(user) == first.act
    assert moderation.last_act(an_owner()) is None


def test_an_act_that_was_undone_in_part_is_not_offered_again():
    post = a_post()
    one, other = a_comment(post, status="pending"), a_comment(post, status="pending")
    user, owner = carol(), an_owner()
    act = moderation.moderate([one.pk, other.pk], Status.APPROVED, by=user).act
    moderation.moderate([other.pk], Status.SPAM, by=owner)
    moderation.undo(act, by=user)
    assert moderation.last_act(user) is None


def _status(comment):
    return Comment.objects.values_list("status", flat=True).get(pk=comment.pk)
