"""What a move leaves behind, and what is left alone."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments import check, moderation
from comments.models import Comment, Discussion, Event, Status
from comments.tree import lock as _lock
from tests.builders import a_comment, a_post, an_owner, carol

pytestmark = pytest.mark.django_db


def test_the_first_decision_stands():
    comment = a_comment(a_post(), status="pending")
    first, second = carol(), an_owner()
    moderation.moderate([comment.pk], Status.DECLINED, by=first, seen="pending")
    outcome = moderation.moderate([comment.pk], Status.APPROVED, by=second, seen="pending")
    [skip] = outcome.skipped
    assert (skip.why, skip.status, skip.by) == ("decided", "declined", "Carol")
    assert _status(comment) == "declined"
    assert Event.objects.count() == 1


def test_who_saw_the_later_status_decides_again():
    comment = a_comment(a_post(), status="pending")
    moderation.moderate([comment.pk], Status.DECLINED, by=carol(), seen="pending")
    moderation.moderate([comment.pk], Status.APPROVED, by=an_owner(), seen="declined")
    assert _status(comment) == "approved"


@pytest.mark.parametrize("pk", [0, -1, 10**6, 2**63 - 1, 2**63, -(2**63), 2**200])
def test_ids_of_nothing_are_gone(pk):
    comment = a_comment(a_post(), status="pending")
    outcome = moderation.moderate([pk, comment.pk, pk], Status.APPROVED, by=carol())
    assert outcome.changed == [comment.pk]
    assert [(skip.comment_id, skip.why) for skip in outcome.skipped] == [(pk, "gone")]


def test_nothing_to_move_moves_nothing():
    outcome = moderation.moderate([], Status.APPROVED, by=carol())
    assert (outcome.changed, outcome.skipped) == ([], [])


def test_a_status_that_does_not_exist_is_an_error_and_nothing_is_written():
    comment = a_comment(a_post(), status="pending")
    before = _everything()
    with pytest.raises(ValueError, match="deleted"):
        moderation.moderate([comment.pk], "deleted", by=carol())
    assert _everything() == before


def test_approving_a_parent_publishes_none_of_its_replies():
    post = a_post()
    root = a_comment(post, status="pending")
    reply = a_comment(post, root, status="pending")
    moderation.moderate([root.pk], Status.APPROVED, by=carol())
    assert _status(reply) == "pending"
    assert Discussion.objects.get(pk=post.pk).comment_count == 1


def test_many_at_once_are_one_act():
    post, other = a_post(), a_post()
    held = [a_comment(post, status="pending"), a_comment(other, status="pending")]
    shown = a_comment(other)
    outcome = moderation.moderate([c.pk for c in (*held, shown)], Status.APPROVED, by=carol())
    assert sorted(outcome.changed) == [c.pk for c in held]
    assert set(Event.objects.values_list("act", flat=True)) == {outcome.act}
    assert [(skip.comment_id, skip.why) for skip in outcome.skipped] == [(shown.pk, "already")]
    assert not check.miscounted()


def test_more_comments_than_one_statement_names_are_moved(monkeypatch):
    monkeypatch.setattr(moderation, "BATCH", 3)
    post = a_post()
    held = [a_comment(post, status="pending").pk for _ in range(8)]
    outcome = moderation.moderate(held, Status.APPROVED, by=carol())
    assert outcome.changed == held
    assert Discussion.objects.get(pk=post.pk).comment_count == 8


def test_discussions_are_locked_in_ascending_order(monkeypatch):
    held = [a_comment(a_post(), status="pending") for _ in range(4)]
    locked = []
    monkeypatch.setattr(moderation, "lock", lambda pk: locked.append(pk) or _lock(pk))
    ids = [held[2].pk, held[0].pk, held[3].pk, held[1].pk]
    user = carol()
    outcome = moderation.moderate(ids, Status.SPAM, by=user)
    moderation.undo(outcome.act, by=user)
    order = sorted(comment.discussion_id for comment in held)
    assert locked == order * 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no row locks; its transaction is the lock")
def test_the_locks_stand_before_any_status_is_read_or_written():
    held = [a_comment(a_post(), status="pending") for _ in range(3)]
    user = carol()
    with CaptureQueriesContext(connection) as queries:
        moderation.moderate([c.pk for c in reversed(held)], Status.APPROVED, by=user)
    statements = [query["sql"] for query in queries]
    locks = [i for i, sql in enumerate(statements) if "FOR NO KEY UPDATE" in sql]
    updates = [i for i, sql in enumerate(statements) if sql.startswith('UPDATE "comments_comment" SET "status"')]
    assert len(locks) == len(updates) == 3
    assert all(lock < update for lock, update in zip(locks, updates, strict=True))


def test_mentions_are_moved_without_being_counted():
    post = a_post()
    mention = a_comment(post, kind="mention", status="pending")
    moderation.moderate([mention.pk], Status.APPROVED, by=carol())
    assert _status(mention) == "approved"
    assert Discussion.objects.get(pk=post.pk).comment_count == 0


def test_a_visible_change_raises_the_version():
    post = a_post()
    root = a_comment(post)
    a_comment(post, root)
    user = carol()
    versions = []
    for to in (Status.REMOVED, Status.SPAM, Status.APPROVED):
        moderation.moderate([root.pk], to, by=user)
        versions.append(Discussion.objects.get(pk=post.pk).version)
    assert versions == sorted(set(versions))


def _status(comment):
    return Comment.objects.values_list("status", flat=True).get(pk=comment.pk)


def _everything():
    return [list(model.objects.order_by("pk").values()) for model in (Comment, Discussion, Event)]
