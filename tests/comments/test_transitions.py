"""Who may move which comment where."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

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
