"""Damage made by hand is found, named and mended; what was in order stays as it was."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comments import check, tally
from comments.models import TREE_ID_BITS, Comment, Discussion
from tests.builders import a_comment, a_post
from tests.comments.forests import forests, plant

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread():
    """A root, two replies, a reply to the first: and a second root."""
    post = a_post()
    root = a_comment(post)
    first, second = a_comment(post, root), a_comment(post, root)
    below = a_comment(post, first)
    return post, root, first, second, below, a_comment(post)


@pytest.fixture
def elsewhere():
    post = a_post()
    return a_comment(post, a_comment(post))


def damage(comment, **fields):
    Comment.objects.filter(pk=comment.pk).update(**fields)


def whole():
    return list(
        Comment.objects.order_by("pk").values_list("pk", "discussion", "parent", "tree_id", "lft", "rght", "level")
    )


def shared_tree_id(post, root, first, second, below, other):
    damage(other, level=1)
    damage(other, tree_id=root.tree_id)


def wrong_level(post, root, first, second, below, other):
    damage(below, level=7)


def outside_its_parent(post, root, first, second, below, other):
    damage(below, lft=20, rght=21)


def edges_twice(post, root, first, second, below, other):
    Comment.objects.filter(pk__in=[second.pk, below.pk]).update(lft=3, rght=4)


def edges_shifted(post, root, first, second, below, other):
    Comment.objects.filter(tree_id=root.tree_id).update(lft=F("lft") + 2, rght=F("rght") + 2)


def a_root_in_a_reply_s_place(post, root, first, second, below, other):
    damage(root, level=1)
    damage(first, level=0)


def a_tree_of_another_discussion(post, root, first, second, below, other):
    number = (post.pk + 1000) << TREE_ID_BITS
    Comment.objects.filter(tree_id=root.tree_id).update(tree_id=number | 1)


def a_reply_in_a_tree_of_its_own(post, root, first, second, below, other):
    damage(below, tree_id=(post.pk << TREE_ID_BITS) | 77, level=0)


RESTORED = [wrong_level, outside_its_parent, edges_twice, edges_shifted, a_root_in_a_reply_s_place]
DAMAGES = [*RESTORED, shared_tree_id, a_tree_of_another_discussion, a_reply_in_a_tree_of_its_own]


@pytest.mark.parametrize("harm", DAMAGES, ids=lambda harm: harm.__name__)
def test_damaged_places_are_found_and_mended_in_order(thread, harm):
    parents = dict(Comment.objects.values_list("pk", "parent_id"))
    order = list(Comment.objects.order_by("tree_id", "lft").values_list("pk", flat=True))
    before = whole()
    harm(*thread)
    assert list(check.faults())
    assert check.repair_all() > 0
    assert not check.damage()
    assert dict(Comment.objects.values_list("pk", "parent_id")) == parents
    if harm in RESTORED:
        assert whole() == before
    if harm is not a_tree_of_another_discussion:
        assert list(Comment.objects.order_by("tree_id", "lft").values_list("pk", flat=True)) == order


def test_a_healthy_site_has_no_faults_and_repair_changes_nothing(thread, elsewhere):
    before = whole(), list(Discussion.objects.values())
    assert not check.damage()
    assert check.repair_all() == 0
    assert [check.repair(pk) for pk in Discussion.objects.values_list("pk", flat=True)] == [0, 0]
    assert (whole(), list(Discussion.objects.values())) == before


def test_a_parent_in_another_discussion_is_cut(thread, elsewhere):
    post, _root, first, *_ = thread
    damage(first, parent=elsewhere)
    assert "lacks the parent" in " ".join(fault.what for fault in check.faults())
    check.repair_all()
    first.refresh_from_db()
    assert (first.parent_id, first.level, first.discussion_id) == (None, 0, post.pk)
    assert not check.damage()
    assert first.get_descendant_count() == 1


def test_a_root_that_answers_another_discussion_is_cut_though_its_place_is_right(thread, elsewhere):
    other = thread[-1]
    damage(other, parent=elsewhere)
    assert list(check.faults())
    assert check.repair_all() == 1
    other.refresh_from_db()
    assert other.parent_id is None
    assert not check.damage()


@pytest.mark.parametrize("which", [1, 2, 3, 4])
def test_a_comment_under_a_foreign_discussion_comes_home_with_its_replies(thread, elsewhere, which):
    before = whole()
    damage(thread[which], discussion=elsewhere.discussion_id)
    assert list(check.faults())
    check.repair_all()
    assert whole() == before
    assert not check.damage()


def test_a_lone_comment_under_a_foreign_discussion_is_numbered_there(thread, elsewhere):
    other = thread[-1]
    damage(other, discussion=elsewhere.discussion_id)
    check.repair_all()
    other.refresh_from_db()
    assert other.tree_id >> TREE_ID_BITS == other.discussion_id == elsewhere.discussion_id
    assert not check.damage()


@pytest.mark.parametrize("length", [1, 2, 3])
def test_comments_that_answer_one_another_in_a_circle_get_a_root(length):
    post = a_post()
    chain = [a_comment(post)]
    for _ in range(length - 1):
        chain.append(a_comment(post, chain[-1]))
    tail = a_comment(post, chain[-1])
    damage(chain[0], parent=chain[-1])
    assert list(check.faults())
    check.repair_all()
    assert not check.damage()
    assert Comment.objects.filter(discussion=post.pk, parent=None).count() == 1
    tail.refresh_from_db()
    assert tail.parent_id == chain[-1].pk


WRONG_COUNTS = [
    {"comment_count": 99},
    {"comment_count": 0},
    {"root_count": 1},
    {"shown_roots": [1, 1]},
    {"shown_roots": []},
]


@pytest.mark.parametrize("fields", WRONG_COUNTS)
def test_wrong_counts_of_a_discussion_are_found_and_mended(thread, fields):
    post = thread[0]
    before = Discussion.objects.values().get(pk=post.pk)
    Discussion.objects.filter(pk=post.pk).update(**fields)
    assert check.miscounted() == [post.pk]
    assert not list(check.faults())
    check.repair_all()
    after = Discussion.objects.values().get(pk=post.pk)
    assert after.pop("version") > before.pop("version")
    assert after == before


def test_a_wrong_count_of_a_root_is_found_and_mended(thread):
    post, root, *_ = thread
    damage(root, tree_shown=0)
    assert check.miscounted() == [post.pk]
    check.repair_all()
    assert Comment.objects.get(pk=root.pk).tree_shown == 4


def test_counting_everything_again_says_how_many_were_wrong(thread, elsewhere):
    assert check.recount_all() == 0
    Discussion.objects.update(comment_count=0)
    assert check.recount_all() == 2
    assert not check.miscounted()


def test_new_trees_after_a_repair_do_not_meet_the_repaired_ones(thread):
    post, *_ = thread
    Discussion.objects.filter(pk=post.pk).update(roots_issued=0)
    a_reply_in_a_tree_of_its_own(*thread)
    check.repair_all()
    a_comment(post)
    assert not check.damage()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(forest=forests.filter(bool), data=st.data())
def test_whatever_happened_to_the_fields_repair_makes_it_sound(forest, data):
    post, other = a_post(slug=""), a_post(slug="")
    keys = [comment.pk for comment in [*plant(post, forest), *plant(other, forest[:5])]]
    for _ in range(data.draw(st.integers(1, 6))):
        lft = data.draw(st.integers(0, 50))
        fields = data.draw(
            st.sampled_from(
                [
                    {"parent_id": data.draw(st.sampled_from([None, *keys]))},
                    {"level": data.draw(st.integers(1, 9))},
                    {"lft": lft, "rght": lft + data.draw(st.integers(1, 50))},
                    {"discussion_id": data.draw(st.sampled_from([post.pk, other.pk]))},
                    {"tree_id": (post.pk << TREE_ID_BITS) | data.draw(st.integers(0, 60)), "level": 2},
                ]
            )
        )
        Comment.objects.filter(pk=data.draw(st.sampled_from(keys))).update(**fields)
    check.repair_all()
    assert not check.damage()
    assert Comment.objects.filter(pk__in=keys).count() == len(keys)


def test_checking_reads_no_text(thread):
    with connection.execute_wrapper(_no_text):
        check.damage()
        check.repair(thread[0].pk)


def _no_text(execute, sql, params, many, context):
    assert '"body' not in sql
    return execute(sql, params, many, context)


def test_recounting_says_whether_something_was_wrong(thread):
    discussion = Discussion.objects.get(pk=thread[0].pk)
    assert tally.recount(discussion) is False
    discussion.comment_count = 1
    assert tally.recount(discussion) is True
