"""What the staff did is entered once for each click, and is undone once."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import erasure, keeping, ledger, moderation
from comments.ledger import Kind, Undone
from comments.models import Act, Comment, Event, Status
from comments.moderation import Asker
from tests.builders import a_comment, a_post, a_user, an_owner, carol

pytestmark = pytest.mark.django_db


def test_a_decision_is_entered_with_who_what_where_and_why():
    comment = a_comment(a_post(), status="pending")
    user = carol()
    outcome = moderation.moderate([comment.pk], Status.DECLINED, by=user, reason="Off the subject.")
    act = Act.objects.get()
    assert (act.pk, act.kind, act.actor, act.role) == (outcome.act, "declined", user, "moderator")
    assert (act.comment_id, act.discussion_id, act.comment_count) == (comment.pk, comment.discussion_id, 1)
    assert (act.reason, act.undone_at) == ("Off the subject.", None)


def test_a_click_on_many_is_one_act_that_names_none_of_them():
    post, elsewhere = a_post(), a_post()
    held = [a_comment(where, status="pending").pk for where in (post, post, elsewhere)]
    moderation.moderate(held, Status.SPAM, by=carol())
    act = Act.objects.get()
    assert (act.comment_count, act.comment_id, act.discussion_id) == (3, None, None)


def test_the_batches_of_one_act_are_added_up():
    post = a_post()
    one, other = a_comment(post, status="pending"), a_comment(post, status="pending")
    user = carol()
    first = moderation.moderate([one.pk], Status.SPAM, by=user)
    moderation.moderate([other.pk], Status.SPAM, by=user, act=first.act)
    assert list(Act.objects.values_list("comment_count", "comment")) == [(2, None)]
    assert Event.objects.filter(act=first.act).count() == 2


def test_what_changes_nothing_is_not_entered():
    comment = a_comment(a_post())
    moderation.moderate([comment.pk], Status.APPROVED, by=carol())
    assert not Act.objects.exists()


def test_what_writers_do_with_their_own_is_no_act_of_the_house():
    bob = a_user("bob")
    mine, guests = a_comment(a_post(), user=bob), a_comment(a_post())
    moderation.moderate([mine.pk], Status.WITHDRAWN, by=bob)
    moderation.moderate([guests.pk], Status.WITHDRAWN, by=None, capacities=frozenset({Asker.WRITER}))
    assert not Act.objects.exists()


def test_an_undo_is_an_act_that_names_what_it_undoes():
    comment = a_comment(a_post(), status="pending")
    user, owner = carol(), an_owner()
    outcome = moderation.moderate([comment.pk], Status.SPAM, by=user)
    undone = moderation.undo(outcome.act, by=owner)
    act = Act.objects.get(pk=undone.act)
    assert (act.kind, act.actor, act.undoes_id) == (ledger.UNDO, owner, outcome.act)
    assert Act.objects.get(pk=outcome.act).undone_at is not None


def test_acts_are_undone_one_after_the_other_the_last_first():
    comment = a_comment(a_post(), status="pending")
    user = carol()
    moves = [Status.APPROVED, Status.SPAM, Status.REMOVED, Status.PENDING, Status.DECLINED]
    acts = [moderation.moderate([comment.pk], to, by=user).act for to in moves]
    for act, before in zip(
        reversed(acts), [Status.PENDING, Status.REMOVED, Status.SPAM, Status.APPROVED], strict=False
    ):
        assert moderation.undo(act, by=user).changed == [comment.pk]
        assert Comment.objects.get().status == before
    assert moderation.undo(acts[0], by=user).changed == [comment.pk]
    assert Comment.objects.get().status == Status.PENDING


def test_an_undo_can_be_undone_and_the_first_act_undone_again():
    comment = a_comment(a_post(), status="pending")
    user = carol()
    first = moderation.moderate([comment.pk], Status.APPROVED, by=user).act
    back = moderation.undo(first, by=user).act
    assert moderation.undo(back, by=user).changed == [comment.pk]
    assert Comment.objects.get().status == Status.APPROVED
    assert moderation.undo(first, by=user).changed == [comment.pk]
    assert Comment.objects.get().status == Status.PENDING


def test_a_batch_of_a_large_act_is_undone_under_a_key():
    post = a_post()
    user = carol()
    held = [a_comment(post, status="pending").pk for _ in range(3)]
    act = moderation.moderate(held, Status.SPAM, by=user).act
    first = moderation.undo(act, by=user, only=held[:2])
    rest = moderation.undo(act, by=user, only=held[2:], key=first.act)
    assert (sorted(first.changed), rest.changed, rest.act) == (held[:2], held[2:], first.act)
    assert Act.objects.get(pk=first.act).comment_count == 3


def test_erasing_empties_what_acts_say_of_the_comment():
    comment = a_comment(a_post(), status="pending")
    moderation.moderate([comment.pk], Status.APPROVED, by=carol(), reason="Bob is honest.")
    erasure.erase(comment, keep_text=True)
    assert Act.objects.get().reason == ""


@pytest.fixture
def lamp(monkeypatch):
    """An act of another kind: a lamp was lit, and undoing puts it out."""
    state = {"lit": True, "stuck": False}

    def put_out(_act, _by):
        if state["stuck"]:
            return Undone(left=["It is stuck."])
        state["lit"] = False
        return Undone(is_changed=True)

    monkeypatch.setattr(ledger, "_kinds", {})
    monkeypatch.setattr(ledger, "LABELS", {})
    ledger.register(Kind("lamp", "Lit", lambda _act, user: user.is_staff, lambda _act, _by: ["It goes out."], put_out))
    return state


def test_an_act_of_another_kind_is_undone_once(lamp):
    user = carol()
    act = ledger.enter("lamp", by=user, role="moderator", about="the lamp", before={"lit": False})
    assert ledger.kind_of(act).preview(act, user) == ["It goes out."]
    assert ledger.undo(act, by=user) == Undone(is_changed=True)
    assert not lamp["lit"]
    lamp["lit"] = True
    assert ledger.undo(act, by=user) == Undone()
    assert lamp["lit"]
    assert list(Act.objects.order_by("number").values_list("kind", "about")) == [
        ("lamp", "the lamp"),
        ("undo", "the lamp"),
    ]


def test_who_undoes_takes_the_discussion_first_as_who_erases_does():
    user, root = carol(), a_comment(a_post())
    act = keeping.change(root, keeping.CLOSE, by=user)
    with CaptureQueriesContext(connection) as queries:
        assert ledger.undo(act, by=user).is_changed
    asked = [query["sql"] for query in queries]
    locked = next(
        at for at, sql in enumerate(asked) if sql.startswith("SELECT") and 'FROM "comments_discussion"' in sql
    )
    marked = next(at for at, sql in enumerate(asked) if sql.startswith('UPDATE "comments_act"'))
    assert locked < marked


def test_of_two_who_undo_in_the_same_moment_one_does(lamp):
    user = carol()
    act, comment = ledger.enter("lamp", by=user), a_comment(a_post(), name="Ellen")

    def beaten(act, _by):
        Comment.objects.filter(pk=comment.pk).update(name="Twice")
        Act.objects.filter(pk=act.pk).update(undone_at=timezone.now())
        return Undone(is_changed=True)

    ledger.register(Kind("lamp", "Lit", lambda _act, _user: True, lambda _act, _by: [], beaten))
    assert ledger.undo(act, by=user) == Undone()
    assert Comment.objects.get().name == "Ellen"
    assert not Act.objects.filter(kind=ledger.UNDO).exists()


def test_what_could_not_be_undone_can_be_tried_again(lamp):
    user = carol()
    act = ledger.enter("lamp", by=user)
    lamp["stuck"] = True
    assert ledger.undo(act, by=user).left == ["It is stuck."]
    assert Act.objects.get().undone_at is None
    lamp["stuck"] = False
    assert ledger.undo(act, by=user).is_changed
