"""Threads that move to another article and back, with all that belongs to them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comments import check, helpful, keeping, ledger, links, moving, threads
from comments.models import Act, Comment, Commenter, Discussion, Status, Subscription
from tests.builders import a_comment, a_post, a_user, alice, carol
from tests.comments.forests import forests, plant

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return carol()


@pytest.fixture
def places():
    return a_post(), a_post()


def shape(post):
    """Every comment of a discussion in its place."""
    rows = Comment.objects.filter(discussion=post.pk).order_by("tree_id", "lft")
    return list(
        rows.values_list(
            "pk", "parent", "tree_id", "lft", "rght", "level", "tree_shown", "tree_staff", "tree_helpful", "role"
        )
    )


def clean():
    assert list(check.faults()) == []
    assert list(check.miscounted()) == []


def counts(post):
    return Discussion.objects.values_list("comment_count", "root_count", "word_count", "shown_roots").get(pk=post.pk)


def test_a_thread_goes_with_all_below_it(places, moderator):
    here, there = places
    root = a_comment(here)
    reply = a_comment(here, root, status=Status.SPAM)
    below = a_comment(here, reply)
    a_comment(here)
    a_comment(there)
    moving.move(root, there, by=moderator)
    assert set(Comment.objects.filter(discussion=there.pk, tree_id__gt=0)) >= {root, reply, below}
    assert (counts(here)[0], counts(there)[0]) == (1, 3)
    clean()


def test_undo_puts_everything_back(places, moderator):
    here, there = places
    first, root = a_comment(here), a_comment(here)
    a_comment(here, root)
    a_comment(here)
    before = shape(here), shape(there), counts(here)
    act = moving.move(root, there, by=moderator)
    assert ledger.undo(act, by=moderator).is_changed
    assert (shape(here), shape(there), counts(here)) == before
    assert first.pk


def test_a_reply_becomes_a_thread_and_goes_back_between_its_neighbours(places, moderator):
    here, there = places
    root = a_comment(here)
    replies = [a_comment(here, root) for _ in range(3)]
    below = a_comment(here, replies[1])
    before = shape(here)
    act = moving.move(Comment.objects.get(pk=replies[1].pk), there, by=moderator)
    moved = Comment.objects.get(pk=replies[1].pk)
    assert (moved.parent_id, moved.level, moved.discussion_id) == (None, 0, there.pk)
    assert Comment.objects.get(pk=below.pk).level == 1
    clean()
    ledger.undo(act, by=moderator)
    assert shape(here) == before


def test_a_reply_may_become_a_thread_where_it_is(moderator):
    post = a_post()
    reply = a_comment(post, a_comment(post))
    moving.move(Comment.objects.get(pk=reply.pk), post, by=moderator)
    assert counts(post)[1] == 2
    clean()


def test_a_thread_is_not_moved_to_where_it_is(moderator):
    post = a_post()
    with pytest.raises(moving.CannotMoveError, match="already"):
        moving.move(a_comment(post), post, by=moderator)
    assert not Act.objects.exists()


def test_the_permalink_leads_to_the_new_place(client, places, moderator):
    here, there = places
    root = a_comment(here)
    reply = a_comment(here, root)
    moving.move(root, there, by=moderator)
    for comment in (root, reply):
        place = f"{there.get_absolute_url()}#comment-{comment.pk}"
        assert client.get(f"/comments/{comment.pk}/")["Location"] == place
        assert client.get(f"/comments/was/{here.pk}/{comment.pk}/")["Location"] == place


def test_an_old_link_to_what_never_was_here_leads_nowhere(client, places, moderator):
    here, there = places
    moving.move(a_comment(here), there, by=moderator)
    assert client.get(f"/comments/was/{here.pk}/{a_comment(there).pk}/").status_code == 404


def test_the_receipt_names_the_new_article(client, places, moderator):
    here, there = places
    root = a_comment(here)
    token = links.token(links.RECEIPT, root)
    moving.move(root, there, by=moderator)
    assert there.get_absolute_url() in client.get(f"/comments/receipt/{token}/").content.decode()


def test_who_follows_the_thread_follows_it_on_and_who_follows_the_article_stays(places, moderator):
    here, there = places
    root = a_comment(here)
    reader = Commenter.objects.create(email="ellen@example.org", name="Ellen")
    discussion = root.discussion
    thread = Subscription.objects.create(commenter=reader, scope="thread", discussion=discussion, root=root)
    whole = Subscription.objects.create(commenter=reader, scope="discussion", discussion=discussion)
    act = moving.move(root, there, by=moderator)
    assert Subscription.objects.get(pk=thread.pk).discussion_id == there.pk
    assert Subscription.objects.get(pk=whole.pk).discussion_id == here.pk
    ledger.undo(act, by=moderator)
    assert Subscription.objects.get(pk=thread.pk).discussion_id == here.pk


def test_whoever_wrote_the_one_article_is_not_called_author_below_the_other(moderator):
    author, other = alice(), a_user("dora", is_staff=True)
    here, there = a_post(author), a_post(other)
    root = a_comment(here, user=author, role="author")
    act = moving.move(root, there, by=moderator)
    assert Comment.objects.get().role == "moderator"
    clean()
    ledger.undo(act, by=moderator)
    assert Comment.objects.get().role == "author"


def test_helpful_marks_go_with_what_they_are_for(places, moderator):
    here, there = places
    root = a_comment(here)
    reply = a_comment(here, root)
    helpful.mark(reply, user=None, network="n1")
    act = moving.move(Comment.objects.get(pk=reply.pk), there, by=moderator)
    assert list(Comment.objects.order_by("pk").values_list("tree_helpful", flat=True)) == [0, 1]
    ledger.undo(act, by=moderator)
    assert list(Comment.objects.order_by("pk").values_list("tree_helpful", flat=True)) == [1, 0]


def test_what_was_pinned_is_pinned_again_when_it_comes_back(places, moderator):
    here, there = places
    root = a_comment(here)
    keeping.change(root, keeping.PIN, by=moderator)
    act = moving.move(root, there, by=moderator)
    assert Discussion.objects.get(pk=here.pk).pinned == []
    ledger.undo(act, by=moderator)
    assert Discussion.objects.get(pk=here.pk).pinned == [root.pk]


def test_it_does_not_go_back_below_what_stands_elsewhere_now(places, moderator):
    here, there = places
    root = a_comment(here)
    reply = a_comment(here, root)
    act = moving.move(Comment.objects.get(pk=reply.pk), there, by=moderator)
    moving.move(root, there, by=moderator)
    undone = ledger.undo(act, by=moderator)
    assert undone.left == ["What it answered stands elsewhere now, so it was left where it is."]
    assert Act.objects.get(pk=act.pk).undone_at is None
    clean()


def test_only_who_decides_in_both_places_takes_it_back(places, moderator):
    here, there = places
    act = moving.move(a_comment(here), there, by=moderator)
    assert ledger.kind_of(act).may_undo(act, moderator)
    assert not ledger.kind_of(act).may_undo(act, a_user("mallory", is_staff=True))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(forest=forests, picks=st.lists(st.tuples(st.integers(0, 50), st.booleans()), max_size=6))
def test_any_moves_leave_clean_trees_and_their_undoing_leaves_nothing(forest, picks, django_user_model):
    by = django_user_model.objects.filter(username="carol").first() or carol()
    posts = [a_post(), a_post()]
    planted = plant(posts[0], forest)
    before = [shape(post) for post in posts]
    acts = []
    for pick, to in picks if planted else []:
        comment = Comment.objects.get(pk=planted[pick % len(planted)].pk)
        try:
            acts.append(moving.move(comment, posts[to], by=by))
        except moving.CannotMoveError:
            continue
        assert list(check.faults()) == []
        assert list(check.miscounted()) == []
    assert Comment.objects.filter(discussion__in=[post.pk for post in posts]).count() == len(planted)
    for post in posts:
        discussion = threads.discussion_of(type(post).objects.get(pk=post.pk))
        assert (
            sum(row.is_counted for page in range(1, 2) for row in threads.page(discussion, page).rows)
            == discussion.comment_count
        )
    for act in reversed(acts):
        act.refresh_from_db()
        assert ledger.undo(act, by=by).is_changed
    assert [shape(post) for post in posts] == before
