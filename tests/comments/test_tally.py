"""Counts kept step by step are the counts that a fresh count gives."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from comments import moderation, tally
from comments.models import TREE_ID_BITS, Comment, Discussion, Status
from comments.tree import locked
from tests.builders import a_comment, a_post, carol
from tests.comments.forests import Reading, forests, plant

pytestmark = pytest.mark.django_db


def counters(post):
    row = Discussion.objects.get(pk=post.pk)
    roots = Comment.objects.filter(discussion=post.pk, level=0).order_by("tree_id").values_list("tree_shown", flat=True)
    return row.comment_count, row.root_count, row.shown_roots, row.mention_count, list(roots)


@pytest.mark.parametrize(
    ("number", "run"), [(1, 0), (1023, 0), (1024, 1), (2047, 1), (2048, 2), ((1 << TREE_ID_BITS) - 1, 16383)]
)
def test_a_run_holds_1024_tree_numbers(number, run):
    tree_id = (77 << TREE_ID_BITS) | number
    assert tally.run_of(tree_id) == run
    assert 0 <= tree_id - tally.run_start(77, run) < tally.RUN


def test_a_shown_comment_is_counted_in_its_tree_its_run_and_its_discussion():
    post = a_post()
    a_comment(post, a_comment(post))
    a_comment(post, status="pending")
    a_comment(post, kind="mention")
    assert counters(post) == (2, 1, [1], 1, [2, 0, 0])


def test_a_hidden_root_counts_while_a_reply_below_it_is_shown():
    post = a_post()
    root = a_comment(post)
    reply = a_comment(post, root)
    user = carol()
    moderation.moderate([root.pk], Status.REMOVED, by=user)
    assert counters(post) == (1, 1, [1], 0, [1])
    moderation.moderate([reply.pk], Status.REMOVED, by=user)
    assert counters(post) == (0, 0, [], 0, [0])


def test_a_run_left_empty_in_the_middle_stays_and_at_the_end_goes(monkeypatch):
    monkeypatch.setattr(tally, "RUN", 2)
    post = a_post()
    roots = [a_comment(post) for _ in range(5)]
    user = carol()
    assert Discussion.objects.get(pk=post.pk).shown_roots == [1, 2, 2]
    moderation.moderate([roots[1].pk, roots[2].pk], Status.SPAM, by=user)
    assert Discussion.objects.get(pk=post.pk).shown_roots == [1, 0, 2]
    moderation.moderate([roots[3].pk, roots[4].pk], Status.SPAM, by=user)
    assert Discussion.objects.get(pk=post.pk).shown_roots == [1]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    forest=forests.filter(bool),
    moves=st.lists(st.tuples(st.integers(0, 29), st.sampled_from(list(Status))), max_size=8),
)
def test_counting_step_by_step_is_counting_afresh(monkeypatch, forest, moves):
    monkeypatch.setattr(tally, "RUN", 3)
    post = a_post(slug="")
    comments = plant(post, forest)
    user = User.objects.filter(username="carol").first() or carol()
    for pick, to in moves:
        moderation.moderate([comments[pick % len(comments)].pk], to, by=user)
    kept = counters(post)
    expected = Reading(post)
    assert kept[:2] == (len(expected.shown), len(expected.roots))
    assert sum(kept[2]) == kept[1]
    assert kept[3] == Comment.objects.filter(discussion=post.pk, kind="mention", status="approved").count()
    with locked(post.pk) as discussion:
        assert tally.recount(discussion) is False
    assert counters(post) == kept


def test_a_recount_mends_every_counter_and_raises_the_version():
    post = a_post()
    a_comment(post, a_comment(post))
    a_comment(post, kind="mention")
    right = counters(post)
    version = Discussion.objects.get(pk=post.pk).version
    Discussion.objects.filter(pk=post.pk).update(comment_count=9, root_count=9, shown_roots=[9], mention_count=9)
    Comment.objects.filter(discussion=post.pk).update(tree_shown=9)
    with locked(post.pk) as discussion:
        assert tally.is_wrong(discussion)
        assert tally.recount(discussion) is True
        assert not tally.is_wrong(discussion)
    assert counters(post) == right
    assert Discussion.objects.get(pk=post.pk).version == version + 1


def test_changes_of_many_trees_are_counted_together():
    post = a_post()
    roots = [a_comment(post, status="pending") for _ in range(4)]
    moderation.moderate([root.pk for root in roots[:3]], Status.APPROVED, by=carol())
    assert counters(post) == (3, 3, [3], 0, [1, 1, 1, 0])


def test_the_version_rises_with_each_visible_change():
    post = a_post()
    versions = []
    for _ in range(3):
        a_comment(post)
        versions.append(Discussion.objects.get(pk=post.pk).version)
    assert versions == list(accumulate([versions[0], 1, 1]))


def test_answers_of_staff_are_counted_in_their_tree_while_they_are_shown():
    root = a_comment(a_post())
    answer = a_comment(root.discussion.post, root, role="author")
    a_comment(root.discussion.post, root, role="moderator", status="pending")
    root.refresh_from_db()
    assert root.tree_staff == 1
    moderation.moderate([answer.pk], Status.REMOVED, by=carol())
    root.refresh_from_db()
    assert root.tree_staff == 0


def test_the_words_of_a_discussion_are_those_that_readers_see():
    post = a_post()
    comment = a_comment(post, body_html="<p>Four words, <em>no</em> more.</p>")
    a_comment(post, body_html="<p>Not counted yet.</p>", status="pending")
    assert Discussion.objects.get(pk=post.pk).word_count == 4
    moderation.moderate([comment.pk], Status.REMOVED, by=carol())
    assert Discussion.objects.get(pk=post.pk).word_count == 0


def test_a_recount_mends_words_and_answers_of_staff():
    post = a_post()
    root = a_comment(post, body_html="<p>Two words.</p>", role="author")
    Discussion.objects.filter(pk=post.pk).update(word_count=9)
    Comment.objects.filter(pk=root.pk).update(tree_staff=9)
    with locked(post.pk) as discussion:
        assert tally.recount(discussion) is True
    root.refresh_from_db()
    assert (root.tree_staff, Discussion.objects.get(pk=post.pk).word_count) == (1, 2)
