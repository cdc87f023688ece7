"""Who may move which comment where, and what a move leaves behind."""

from __future__ import annotations

import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments import check, moderation, tally
from comments.models import Comment, Defaults, Discussion, Event, Status
from comments.moderation import Asker
from tests.builders import a_comment, a_post, a_user, an_owner, carol, grant

pytestmark = pytest.mark.django_db

# Written from the six states' meanings, not from the code. A column is where to, a row where from:
# "s" staff (moderators, and authors below their own articles), "w" whoever wrote it, "." nobody. What one took back or
# was declined one may send again, to be read first.
GRID = """
             pending  approved  declined  spam  removed  withdrawn
pending         .        s         s       s       s         w
approved        s        .         s       s       s         w
declined        sw       s         .       s       s         w
spam            s        s         s       .       s         .
removed         s        s         s       s       .         .
withdrawn       w        .         .       .       .         .
"""

STATES = GRID.split()[:6]
EXPECTED = {
    (line.split()[0], to): who
    for line in GRID.strip().splitlines()[1:]
    for to, who in zip(STATES, line.split()[1:], strict=True)
}


def moderator(post, comment):
    return carol(), {"s"}


def the_owner(post, comment):
    return an_owner(), {"s"}


def author_of_the_article(post, comment):
    return post.author, {"s"}


def author_where_authors_do_not_decide(post, comment):
    Defaults.objects.update(authors_moderate=False)
    return post.author, set()


def author_who_left_the_staff(post, comment):
    post.author.is_staff = False
    post.author.save()
    return type(post.author).objects.get(pk=post.author.pk), set()


def author_of_another_article(post, comment):
    other = a_user("erin", is_staff=True)
    other = grant(other, "add_post", "change_post")
    a_post(author=other)
    return other, set()


def writer(post, comment):
    bob = a_user("bob")
    Comment.objects.filter(pk=comment.pk).update(user=bob)
    return bob, {"w"}


def moderator_who_wrote_it(post, comment):
    user = carol()
    Comment.objects.filter(pk=comment.pk).update(user=user)
    return user, {"s", "w"}


def stranger(post, comment):
    return a_user("mallory"), set()


def stranger_with_the_same_address(post, comment):
    return a_user("mallory", email="bob@example.org", display_name="Bob"), set()


def inactive_moderator(post, comment):
    return carol(is_active=False), set()


def moderator_without_staff_flag(post, comment):
    user = carol()
    user.is_staff = False
    user.save()
    return type(user).objects.get(pk=user.pk), set()


def visitor(post, comment):
    return AnonymousUser(), set()


EVERYBODY = [
    moderator,
    the_owner,
    author_of_the_article,
    author_where_authors_do_not_decide,
    author_who_left_the_staff,
    author_of_another_article,
    writer,
    moderator_who_wrote_it,
    stranger,
    stranger_with_the_same_address,
    inactive_moderator,
    moderator_without_staff_flag,
    visitor,
]


def test_the_grid_is_complete():
    assert set(STATES) == set(Status.values)
    assert len(EXPECTED) == 36


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.__name__)
def test_askers_may_make_exactly_the_moves_of_the_grid(who):
    post = a_post()
    comment = a_comment(post)
    user, able = who(post, comment)
    comment = Comment.objects.select_related("discussion__post").get(pk=comment.pk)
    capacities = moderation.askers(user, comment)
    for (old, new), needed in EXPECTED.items():
        assert moderation.allowed(old, new, capacities) is bool(set(needed) & able), (old, new)


@pytest.mark.parametrize("old", STATES)
@pytest.mark.parametrize("who", EVERYBODY[:-1], ids=lambda who: who.__name__)
def test_moving_does_what_the_grid_says_and_nothing_else(who, old):
    post = a_post()
    comment = a_comment(post, status=old)
    a_comment(post, comment)
    user, able = who(post, comment)
    for new in STATES:
        _put(comment, old)
        before = _everything()
        outcome = moderation.moderate([comment.pk], Status(new), by=user, reason="because")
        if able & set(EXPECTED[old, new]):
            _assert_moved(comment, outcome, user, old, new, able)
        else:
            assert outcome.changed == []
            assert [skip.why for skip in outcome.skipped] == ["already" if new == old else "forbidden"]
            assert _everything() == before


@pytest.mark.parametrize("old", STATES)
@pytest.mark.parametrize("capacities", [frozenset({Asker.WRITER}), frozenset()], ids=["writer by link", "nobody"])
def test_a_signed_link_speaks_for_the_writer_only(capacities, old):
    post = a_post()
    comment = a_comment(post, status=old)
    able = {"w"} if capacities else set()
    for new in STATES:
        _put(comment, old)
        before = _everything()
        outcome = moderation.moderate([comment.pk], Status(new), by=None, reason="because", capacities=capacities)
        if able & set(EXPECTED[old, new]):
            _assert_moved(comment, outcome, None, old, new, able)
        else:
            assert _everything() == before


def test_without_a_person_and_without_capacities_nothing_moves():
    comment = a_comment(a_post(), status="pending")
    outcome = moderation.moderate([comment.pk], Status.APPROVED, by=None)
    assert [skip.why for skip in outcome.skipped] == ["forbidden"]


def test_the_event_names_the_capacity_that_the_move_was_made_in():
    post = a_post()
    user = carol()
    comment = a_comment(post, user=user)
    moderation.moderate([comment.pk], Status.WITHDRAWN, by=user)
    assert Event.objects.get().role == "writer"


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


def test_who_decides_below_an_article():
    post, other = a_post(), a_post(author=a_user("erin"))
    discussion, foreign = (Discussion.objects.create(post=each) for each in (post, other))
    for user, here, there in [
        (carol(), True, True),
        (post.author, True, False),
        (a_user("mallory"), False, False),
        (AnonymousUser(), False, False),
    ]:
        assert moderation.can_moderate_discussion(user, discussion) is here
        assert moderation.can_moderate_discussion(user, foreign) is there


_lock = moderation.lock


def _put(comment, status):
    Comment.objects.filter(pk=comment.pk).update(status=status)
    tally.recount(Discussion.objects.get(pk=comment.discussion_id))
    Event.objects.all().delete()


def _status(comment):
    return Comment.objects.values_list("status", flat=True).get(pk=comment.pk)


def _everything():
    return [list(model.objects.order_by("pk").values()) for model in (Comment, Discussion, Event)]


def _assert_moved(comment, outcome, user, old, new, able):
    assert outcome.changed == [comment.pk]
    assert outcome.skipped == []
    assert _status(comment) == new
    event = Event.objects.get()
    assert (event.actor, event.from_status, event.to_status, event.reason) == (user, old, new, "because")
    assert event.act == outcome.act
    assert event.role in {"moderator", "author", "writer"}
    assert (event.role == "writer") is ("s" not in able & set(EXPECTED[old, new]))
    assert not check.miscounted()
