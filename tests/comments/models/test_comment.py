"""What the tables themselves refuse, and what a discussion says of itself."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import RestrictedError

from comments.models import TREE_ID_BITS, Comment, Discussion, Event, Status
from tests.builders import a_comment, a_post, a_user

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def change(comment, **fields):
    with transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(**fields)


def test_two_roots_never_share_a_tree():
    post = a_post()
    first, second = a_comment(post), a_comment(post)
    with pytest.raises(IntegrityError):
        change(second, tree_id=first.tree_id)


@pytest.mark.parametrize("edges", [(2, 2), (3, 2)])
def test_edges_are_in_order(edges):
    with pytest.raises(IntegrityError):
        change(a_comment(a_post()), lft=edges[0], rght=edges[1])


def test_one_import_stores_a_comment_once():
    post = a_post()
    first, second = a_comment(post, source="wordpress", source_id=7), a_comment(post, source="wordpress")
    with pytest.raises(IntegrityError):
        change(second, source_id=7)
    change(second, source="other", source_id=7)
    assert first.source_id == 7


def test_a_count_never_falls_below_zero():
    post = a_post()
    a_comment(post)
    with pytest.raises(IntegrityError), transaction.atomic():
        Discussion.objects.filter(pk=post.pk).update(comment_count=-1)


def test_a_comment_with_replies_is_kept_by_the_database():
    post = a_post()
    root = a_comment(post)
    a_comment(post, root)
    with pytest.raises(RestrictedError):
        Comment.objects.filter(pk=root.pk).delete()


def test_comments_outlive_the_account_that_wrote_them():
    bob = a_user("bob")
    comment = a_comment(a_post(), user=bob, name="Bob")
    event = Event.objects.create(comment=comment, act=uuid4(), actor=bob, role="writer", to_status=Status.WITHDRAWN)
    bob.delete()
    comment.refresh_from_db()
    event.refresh_from_db()
    assert (comment.user, comment.name, event.actor) == (None, "Bob", None)


def test_the_statuses_are_the_words_other_programs_rely_on():
    assert Status.values == ["pending", "approved", "declined", "spam", "removed", "withdrawn"]
    assert Comment.Kind.values == ["comment", "mention"]
    assert Comment._meta.db_table == "comments_comment"


@pytest.mark.parametrize("kind", Comment.Kind.values)
@pytest.mark.parametrize("status", Status.values)
def test_the_predicate_and_the_query_agree_on_what_is_shown(kind, status):
    comment = a_comment(a_post(), kind=kind, status=status)
    assert comment.is_shown is Comment.objects.shown().filter(pk=comment.pk).exists()
    assert comment.is_shown is (kind == "comment" and status == "approved")
    assert Comment.objects.pending().exists() is (status == "pending")
    assert Comment.objects.shown_mentions().exists() is (kind == "mention" and status == "approved")


def test_ids_of_trees_stay_below_what_a_browser_can_count():
    assert ((2**29 - 1) << TREE_ID_BITS) < 2**53


def test_a_comment_names_itself_by_its_writer_and_first_words():
    assert str(Comment(name="Bob", body="x" * 100)) == "Bob: " + "x" * 60
