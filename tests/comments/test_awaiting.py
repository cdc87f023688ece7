"""What is kept of who is to answer what is what the comments themselves say."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from blog.posts.models import Post
from comments import awaiting, check, erasure, moderation, tally, tree
from comments.models import Awaiting, Comment, Status
from comments.tree import locked
from tests.builders import a_comment, a_post, a_user, alice, carol

pytestmark = pytest.mark.django_db

NOW = timezone.now() - timedelta(hours=3)  # the tests' clock is set back by up to a quarter


def at(minutes):
    return NOW + timedelta(minutes=minutes)


def scanned(post):
    """Root and person of each thread that ends with a reader's word, read from all comments one by one."""
    threads = defaultdict(list)
    for comment in Comment.objects.filter(discussion=post.pk).shown():
        threads[comment.tree_id].append(comment)
    found = {}
    for tree_id, words in threads.items():
        words.sort(key=lambda word: (word.shown_at, word.pk))
        if words[-1].role:
            continue
        staff = [place for place, word in enumerate(words) if word.role]
        since = words[staff[-1] + 1 if staff else 0].submitted_at
        root = Comment.objects.get(tree_id=tree_id, level=0)
        for user in {post.author_id, *(word.user_id for word in words if word.role and word.user_id)}:
            found[root.pk, user] = (since, words[-1].shown_at, user == post.author_id)
    return found


def kept(post):
    rows = Awaiting.objects.filter(root__discussion=post.pk)
    return {(row.root_id, row.user_id): (row.since, row.last_at, row.is_author) for row in rows}


def test_a_readers_thread_waits_for_the_author_from_the_first_unanswered_word_on():
    post = a_post()
    root = a_comment(post, submitted_at=at(1))
    a_comment(post, root, submitted_at=at(2))
    assert kept(post) == {(root.pk, post.author_id): (at(1), at(2), True)}


def test_an_answer_ends_the_waiting_and_a_readers_word_begins_it_anew():
    post = a_post()
    root = a_comment(post, submitted_at=at(1))
    answer = a_comment(post, root, role="author", user=post.author, submitted_at=at(2))
    assert kept(post) == {}
    a_comment(post, answer, submitted_at=at(3))
    a_comment(post, answer, submitted_at=at(4))
    assert kept(post) == {(root.pk, post.author_id): (at(3), at(4), True)}


def test_it_waits_also_for_a_moderator_who_spoke_in_it():
    post, moderator = a_post(), carol()
    root = a_comment(post, submitted_at=at(1))
    a_comment(post, root, role="moderator", user=moderator, submitted_at=at(2))
    a_comment(post, root, submitted_at=at(3))
    assert {user for _root, user in kept(post)} == {post.author_id, moderator.pk}
    assert Awaiting.objects.get(user=moderator).is_author is False


@pytest.mark.parametrize("hidden", [{"status": "pending"}, {"status": "spam"}, {"kind": "mention"}])
def test_what_no_reader_sees_awaits_nobody(hidden):
    post = a_post()
    a_comment(post, **hidden)
    assert kept(post) == {}


def test_words_stand_in_the_order_in_which_they_were_shown():
    """A reader's word that was sent before the answer and approved after it has not been answered."""
    post, moderator = a_post(), carol()
    root = a_comment(post, submitted_at=at(-9))
    early = a_comment(post, root, status="pending", submitted_at=at(-8))
    a_comment(post, root, role="author", user=post.author, submitted_at=at(-7))
    assert kept(post) == {}
    moderation.moderate([early.pk], Status.APPROVED, by=moderator)
    assert kept(post) == scanned(post)
    assert Awaiting.objects.get().since == at(-8)  # its writer has waited since then


def test_taking_an_answer_back_lets_the_thread_wait_again():
    post, moderator = a_post(), carol()
    root = a_comment(post, submitted_at=at(1))
    answer = a_comment(post, root, role="author", user=post.author, submitted_at=at(2))
    moderation.moderate([answer.pk], Status.REMOVED, by=moderator)
    assert kept(post) == {(root.pk, post.author_id): (at(1), at(1), True)}


def test_a_hidden_root_waits_for_its_visible_reply():
    post, moderator = a_post(), carol()
    root = a_comment(post, submitted_at=at(1))
    a_comment(post, root, submitted_at=at(2))
    moderation.moderate([root.pk], Status.REMOVED, by=moderator)
    assert kept(post) == {(root.pk, post.author_id): (at(2), at(2), True)}


def test_an_erased_answer_is_nobodys_of_the_staff_any_more():
    post = a_post()
    root = a_comment(post, submitted_at=at(1))
    answer = a_comment(post, root, role="author", user=post.author, submitted_at=at(2))
    erasure.erase(answer, keep_text=True)
    assert kept(post) == scanned(post) != {}


def test_what_is_deleted_awaits_nobody():
    post = a_post()
    root = a_comment(post, submitted_at=at(1))
    reply = a_comment(post, root, submitted_at=at(2))
    for comment, left in ((reply, {(root.pk, post.author_id): (at(1), at(1), True)}), (root, {})):
        with locked(post.pk) as discussion:
            tree.delete(comment, discussion)
        assert kept(post) == left


class TestWhatItsPersonMadeOfIt:
    @pytest.fixture
    def row(self):
        a_comment(a_post(), submitted_at=at(-60))
        row = Awaiting.objects.get()
        row.set_aside, row.put_off_at, row.seen_at = True, NOW, row.last_at
        row.save(update_fields=["set_aside", "put_off_at", "seen_at"])
        return row

    def test_a_readers_new_word_brings_it_back(self, row):
        a_comment(row.root.discussion.post, row.root, submitted_at=at(1))
        row.refresh_from_db()
        assert (row.set_aside, row.put_off_at, row.seen_at) == (False, None, None)

    def test_a_word_taken_away_and_put_back_does_not(self, row):
        moderator = carol()
        outcome = moderation.moderate([row.root_id], Status.REMOVED, by=moderator)
        assert not Awaiting.objects.exists()
        moderation.undo(outcome.act, by=moderator)
        assert Awaiting.objects.count() == 1  # as new: a thread that was gone is looked at again

    def test_an_earlier_word_that_is_the_last_again_does_not(self, row):
        post, moderator = row.root.discussion.post, carol()
        later = a_comment(post, row.root, submitted_at=at(1))
        Awaiting.objects.update(set_aside=True, put_off_at=NOW, seen_at=at(1))
        outcome = moderation.moderate([later.pk], Status.REMOVED, by=moderator)
        moderation.undo(outcome.act, by=moderator)
        row.refresh_from_db()
        assert row.set_aside
        assert kept(post) == scanned(post)

    def test_a_new_author_finds_what_the_former_one_left(self, row):
        post = row.root.discussion.post
        successor = a_user("grace", is_staff=True)
        a_comment(post, row.root, role="moderator", user=successor, submitted_at=at(-62))
        assert Awaiting.objects.count() == 2
        post.author = successor
        post.save()
        found = Awaiting.objects.get()
        assert (found.user, found.is_author, found.set_aside) == (successor, True, True)
        with locked(post.pk) as discussion:
            assert not awaiting.is_wrong(discussion) or awaiting.settle_all(discussion)


@pytest.mark.parametrize("damage", ["lost", "late", "strange", "stolen"])
def test_a_recount_finds_and_mends_what_is_kept_wrongly(damage):
    post, stranger = a_post(), a_user("grace")
    a_comment(post, submitted_at=at(1))
    answered = a_comment(post, submitted_at=at(1))
    a_comment(post, answered, role="author", user=post.author, submitted_at=at(2))
    right = kept(post)
    if damage == "lost":
        Awaiting.objects.all().delete()
    elif damage == "late":
        Awaiting.objects.update(since=at(9))
    elif damage == "strange":
        Awaiting.objects.create(root=answered, user=post.author, since=at(1), last_at=at(1))
    else:
        Awaiting.objects.update(user=stranger)
    assert check.miscounted() == [post.pk]
    assert check.recount_all() == 1
    assert kept(post) == right
    assert check.miscounted() == []


def test_many_are_settled_in_few_questions(django_assert_max_num_queries):
    post = a_post()
    roots = [a_comment(post, status="pending") for _ in range(30)]
    moderator = carol()
    with django_assert_max_num_queries(24):
        moderation.moderate([root.pk for root in roots], Status.APPROVED, by=moderator)
    assert Awaiting.objects.count() == 30


_words = st.lists(
    st.tuples(st.none() | st.integers(0, 9), st.sampled_from(["", "", "author", "moderator"]), st.integers(0, 4)),
    min_size=1,
    max_size=12,
)
_moves = st.lists(st.tuples(st.integers(0, 30), st.sampled_from([*Status, *[Status.APPROVED] * 3])), max_size=10)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=_words, moves=_moves, undone=st.integers(0, 9))
def test_whatever_happens_what_is_kept_is_what_a_scan_says(words, moves, undone):
    """Many words of one moment: their order is decided by their keys."""
    post = a_post(slug="")
    moderator = User.objects.filter(username="carol").first() or carol()
    people = {"": None, "author": post.author, "moderator": moderator}
    comments = []
    for pick, role, minute in words:
        parent = comments[pick % len(comments)] if pick is not None and comments else None
        comments.append(a_comment(post, parent, role=role, user=people[role], submitted_at=at(minute)))
        assert kept(post) == scanned(post)
    acts = []
    for pick, to in moves:
        acts.append(moderation.moderate([comments[pick % len(comments)].pk], to, by=moderator).act)
        assert kept(post) == scanned(post)
    for act in acts[:undone]:
        moderation.undo(act, by=moderator)
        assert kept(post) == scanned(post)
    with locked(post.pk) as discussion:
        assert tally.recount(discussion) is False


def test_an_import_is_settled_at_once():
    author = alice()
    post = a_post(author)
    moments = [at(number) for number in range(6)]
    comments = [
        Comment(pk=900 + n, parent_id=900 if n in {1, 2} else None, name="Bob", status="approved", body="x", body_html="<p>x</p>", role="author" if n == 1 else "", user=author if n == 1 else None, submitted_at=moment)
        for n, moment in enumerate(moments)
    ]  # fmt: skip
    with locked(post.pk) as discussion:
        tree.load(discussion, comments[:5])
        tree.load(discussion, comments[5:])
    assert kept(post) == scanned(post)
    assert len(kept(post)) == 4


def test_what_stood_there_before_is_filled_in_by_the_migration():
    from importlib import import_module

    from django.apps import apps

    post, moderator = a_post(), carol()
    root = a_comment(post, submitted_at=at(1))
    a_comment(post, root, role="moderator", user=moderator, submitted_at=at(2))
    a_comment(post, root, submitted_at=at(3))
    a_comment(post, a_comment(post, submitted_at=at(1)), role="author", user=post.author, submitted_at=at(4))
    right = kept(post)
    Awaiting.objects.all().delete()
    migration = import_module("comments.migrations.0018_waiting")
    migration.fill(apps, connection.schema_editor())
    assert kept(post) == right == scanned(post)
    assert Post.objects.count() == 1
