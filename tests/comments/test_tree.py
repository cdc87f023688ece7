"""Trees that never corrupt: against a plain model of parent pointers, and through every writer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comments import check, tree
from comments.models import MAX_DEPTH, TREE_ID_BITS, Comment, Discussion
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db

parent_lists = st.lists(st.integers(0, 30), max_size=30).map(
    lambda picks: [None if not i or pick % 5 == 0 else pick % i for i, pick in enumerate(picks)]
)


def test_a_root_is_numbered_by_its_discussion():
    post = a_post()
    first, second = a_comment(post), a_comment(post)
    assert [first.tree_id, second.tree_id] == [(post.pk << TREE_ID_BITS) | 1, (post.pk << TREE_ID_BITS) | 2]
    assert (first.lft, first.rght, first.level) == (1, 2, 0)


def test_a_reply_is_the_last_child_of_its_parent():
    post = a_post()
    root = a_comment(post)
    first = a_comment(post, root)
    second = a_comment(post, root)
    order = list(Comment.objects.filter(tree_id=root.tree_id).order_by("lft"))
    assert order == [root, first, second]


def test_mptt_never_numbers_a_tree():
    post = a_post()
    Discussion.objects.create(post=post)
    with pytest.raises(RuntimeError, match="numbers the trees"):
        Comment(discussion_id=post.pk, name="Mallory", body="x").save()


def test_a_reply_below_the_cap_hangs_at_the_cap():
    post = a_post()
    comment = a_comment(post)
    for _ in range(MAX_DEPTH + 2):
        comment = a_comment(post, comment)
    assert Comment.objects.filter(discussion=post.pk).count() == MAX_DEPTH + 3
    assert comment.level == MAX_DEPTH - 1
    assert not list(check.faults())


def test_a_parent_of_another_discussion_is_not_found():
    stranger = a_comment(a_post())
    with pytest.raises(Comment.DoesNotExist):
        a_comment(a_post(), stranger)


def test_deleting_a_leaf_closes_the_gap():
    post = a_post()
    root = a_comment(post)
    leaf = a_comment(post, root)
    a_comment(post, root)
    with tree.locked(post.pk) as discussion:
        tree.delete(leaf, discussion)
    assert not list(check.faults())
    assert Discussion.objects.get(pk=post.pk).comment_count == 2


def test_a_comment_with_replies_is_not_deleted():
    post = a_post()
    root = a_comment(post)
    a_comment(post, root)
    with pytest.raises(ValueError, match="never deleted"), tree.locked(post.pk) as discussion:
        tree.delete(root, discussion)


@given(parents=parent_lists)
def test_numbers_are_edges_one_to_2n_of_every_tree(parents):
    places = tree.number(parents)
    assert [place.level == 0 for place in places] == [parent is None for parent in parents]
    for index, parent in enumerate(parents):
        if parent is not None:
            assert places[parent].lft < places[index].lft < places[index].rght < places[parent].rght
            assert places[index].level == places[parent].level + 1


def test_numbering_a_thread_of_any_depth_does_not_recurse():
    deep = tree.number([None, *range(20_000)])
    assert deep[-1] == tree.Place(20_001, 20_002, 20_000)


@settings(max_examples=40, deadline=None)
@given(parents=parent_lists.filter(bool))
def test_loading_at_once_gives_the_trees_that_adding_one_by_one_gives(parents):
    one, other = a_post(slug=None, title="one"), a_post(slug=None, title="other")
    added: list[Comment] = []
    for parent in parents:
        added.append(a_comment(one, added[parent] if parent is not None else None))
    base = (Comment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 10**6  # no sequence gets here
    loaded = [
        Comment(
            pk=base + i, parent_id=None if parent is None else base + parent, name="Bob", body="x", status="approved"
        )
        for i, parent in enumerate(parents)
    ]
    with tree.locked(other.pk) as discussion:
        tree.load(discussion, loaded)
    assert _shape(one) == _shape(other)
    assert not list(check.faults())
    assert _counters(one) == _counters(other)


def test_loading_into_trees_that_are_there_keeps_them_sound():
    post = a_post()
    root = a_comment(post)
    reply = a_comment(post, root)
    new = [
        Comment(pk=9001, parent_id=root.pk, name="Bob", body="x"),
        Comment(pk=9003, parent_id=9002, name="Bob", body="x"),
        Comment(pk=9002, parent_id=reply.pk, name="Bob", body="x"),
        Comment(pk=9004, parent_id=None, name="Bob", body="x"),
    ]
    with tree.locked(post.pk) as discussion:
        tree.load(discussion, new)
    order = Comment.objects.filter(tree_id=root.tree_id).order_by("lft").values_list("pk", flat=True)
    assert list(order) == [root.pk, reply.pk, 9002, 9003, 9001]
    assert not list(check.faults())


def test_comments_that_answer_one_another_in_a_circle_are_not_loaded():
    post = a_post()
    circle = [Comment(pk=1, parent_id=2, name="x", body="x"), Comment(pk=2, parent_id=1, name="x", body="x")]
    with pytest.raises(ValueError, match="circle"), tree.locked(post.pk) as discussion:
        tree.load(discussion, circle)


def _shape(post):
    rows = Comment.objects.filter(discussion=post.pk).order_by("tree_id", "lft")
    mask = (1 << TREE_ID_BITS) - 1
    return [(row.tree_id & mask, row.lft, row.rght, row.level) for row in rows]


def _counters(post):
    row = Discussion.objects.filter(pk=post.pk).first()
    return row and (row.comment_count, row.root_count, row.shown_roots, row.roots_issued)


def test_an_article_goes_with_its_whole_discussion():
    post = a_post()
    a_comment(post, a_comment(post))
    post.delete()
    assert not Comment.objects.exists()
