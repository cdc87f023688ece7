"""Who is to hear of a comment: the whole table of reasons and paces, by an expectation written apart."""

from __future__ import annotations

from itertools import product

import pytest
from allauth.account.models import EmailAddress

from comments import following, wishes
from comments.models import Comment, Commenter, Subscription
from comments.readers import Reader
from comments.wishes import Follower
from tests.builders import a_comment, a_post, a_user, alice

pytestmark = pytest.mark.django_db
Scope, Pace = Subscription.Scope, Subscription.Pace


@pytest.fixture
def post():
    return a_post(author=alice())


@pytest.fixture
def zoe():
    return Reader(commenter=Commenter.objects.create(email="zoe@example.org", name="Zoe"))


@pytest.fixture
def member():
    user = a_user("mia", email="Mia@example.org")
    EmailAddress.objects.create(user=user, email="mia@example.org", verified=True, primary=True)
    return Reader(user=user)


@pytest.fixture
def root(post):
    return a_comment(post)


def heard(comment):
    """By address, the reason and the pace; both ways of asking must agree."""
    comment = Comment.objects.select_related("discussion__post", "user", "parent__user").get(pk=comment.pk)
    found = {wish.reader.address.lower(): (wish.scope, wish.pace) for wish in wishes.of_all(comment)}
    for address in ("zoe@example.org", "mia@example.org", "bob@example.org"):
        wish = Follower.at(address).wish(comment)
        assert found.get(address) == ((wish.scope, wish.pace) if wish else None), address
    return found


def follow(reader, scope, pace, root):
    row = following.follow(reader, scope, root.discussion, root if scope == Scope.THREAD else None)
    Subscription.objects.filter(pk=row.pk).update(pace=pace)


PACES = [None, Pace.AT_ONCE, Pace.DAILY]


@pytest.mark.parametrize("by_author", [False, True])
@pytest.mark.parametrize("here", [None, Scope.DISCUSSION, Scope.AUTHOR])
def test_the_most_special_reason_counts_with_its_pace(post, root, zoe, by_author, here):
    """Zoe wrote what is answered; she may follow its thread and the discussion, at each pace."""
    mine = a_comment(post, root, name="Zoe", email="zoe@example.org", proof=1)
    writer = {"user": post.author, "role": "author", "email": ""} if by_author else {}
    answer, beside = a_comment(post, mine, **writer), a_comment(post, root, **writer)
    elsewhere = a_comment(post, **writer)
    for news, thread, pace in product([False, True], [*PACES, Pace.NEVER], PACES[1:]):
        Subscription.objects.all().delete()
        Comment.objects.filter(pk=mine.pk).update(wants_news=news)
        if thread:
            follow(zoe, Scope.THREAD, thread, root)
        if here:
            follow(zoe, here, pace, root)
        by_place = (here, pace) if here == Scope.DISCUSSION or (here and by_author) else None
        by_thread = (Scope.THREAD, thread) if thread else by_place
        muted = thread == Pace.NEVER
        expected = {
            answer: None if muted else ((Scope.REPLIES, Pace.AT_ONCE) if news else by_thread),
            beside: None if muted else by_thread,
            elsewhere: by_place,
        }
        for comment, wish in expected.items():
            assert heard(comment).get("zoe@example.org") == wish, (news, thread, pace, comment.pk)


@pytest.mark.parametrize("pace", Pace.values)
def test_answers_come_at_their_own_pace(post, zoe, pace):
    mine = a_comment(post, name="Zoe", email="zoe@example.org", proof=1, wants_news=True)
    following.set_answers_pace(zoe, pace)
    expected = {} if pace == Pace.NEVER else {"zoe@example.org": (Scope.REPLIES, pace)}
    assert heard(a_comment(post, mine)) == expected


def test_nobody_hears_of_their_own_words(post, root, zoe, member):
    for reader in (zoe, member):
        follow(reader, Scope.DISCUSSION, Pace.AT_ONCE, root)
    assert set(heard(a_comment(post, root, email="zoe@example.org", proof=1))) == {"mia@example.org"}
    assert set(heard(a_comment(post, root, user=member.user, email=""))) == {"zoe@example.org"}


def test_who_only_types_an_address_does_not_keep_its_owner_from_hearing(post, root, zoe, member):
    """Or Mallory could answer Zoe so that she alone never learns of it."""
    for reader in (zoe, member):
        follow(reader, Scope.DISCUSSION, Pace.AT_ONCE, root)
    everybody = {"zoe@example.org", "mia@example.org"}
    assert set(heard(a_comment(post, root, name="Mallory", email="Zoe@Example.org"))) == everybody
    mallory = a_user("mallory", email="zoe@example.org")  # she signed up with it, and never proved it
    assert set(heard(a_comment(post, root, user=mallory, email=""))) == everybody


def test_an_account_and_a_guest_of_one_address_are_one_person(post, root, member):
    guest = Reader(commenter=Commenter.objects.create(email="mia@example.org", name="Mia"))
    follow(member, Scope.DISCUSSION, Pace.AT_ONCE, root)
    follow(guest, Scope.THREAD, Pace.DAILY, root)
    assert heard(a_comment(post, root)) == {"mia@example.org": (Scope.THREAD, Pace.DAILY)}
    follow(guest, Scope.THREAD, Pace.NEVER, root)
    assert heard(a_comment(post, root)) == {}


@pytest.mark.parametrize("change", ["unproven", "closed"])
def test_an_account_that_may_not_be_written_to_hears_nothing(post, root, member, change):
    follow(member, Scope.DISCUSSION, Pace.AT_ONCE, root)
    if change == "unproven":
        EmailAddress.objects.update(verified=False)
    else:
        type(member.user).objects.update(is_active=False)
    assert heard(a_comment(post, root)) == {}


def test_other_discussions_and_other_threads_are_no_reason(post, root, zoe):
    follow(zoe, Scope.THREAD, Pace.AT_ONCE, root)
    assert heard(a_comment(post)) == {}
    follow(zoe, Scope.DISCUSSION, Pace.AT_ONCE, root)
    assert heard(a_comment(a_post())) == {}


def test_an_answer_to_what_readers_cannot_see_is_no_answer(post, zoe):
    mine = a_comment(post, name="Zoe", email="zoe@example.org", proof=1, wants_news=True)
    answer = a_comment(post, mine)
    Comment.objects.filter(pk=mine.pk).update(status="removed")
    assert heard(answer) == {}
