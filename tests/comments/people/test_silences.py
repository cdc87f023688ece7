"""Whom no mail goes to while they are blocked; and that nothing missed is sent later."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.utils import timezone

from blog.mail.models import Letter
from comments import following, news, telling, wishes
from comments.models import Comment, Measure, Subscription, Whom
from comments.people import measures, silences
from comments.readers import Reader
from comments.subscribing import articles
from comments.wishes import Follower
from tests.builders import a_comment, a_user, carol

from .conftest import taken

pytestmark = pytest.mark.django_db
Scope, Pace = Subscription.Scope, Subscription.Pace


@pytest.fixture
def reader(bob, post, his) -> Reader:
    """Follows the whole discussion."""
    found = Reader(commenter=bob)
    following.follow(found, Scope.DISCUSSION, his.discussion)
    return found


@pytest.fixture
def told(post, his) -> Comment:
    return a_comment(post, name="Eve", email="eve@example.com")


def wanted(comment) -> tuple[list[str], bool]:
    """By both ways of asking."""
    comment = Comment.objects.select_related("discussion__post", "user", "parent__user").get(pk=comment.pk)
    return [w.reader.address for w in wishes.of_all(comment)], bool(Follower.at("bob@example.org").wish(comment))


@pytest.mark.parametrize(
    ("whom", "value", "is_silent"),
    [
        (Whom.ADDRESS, "", True),
        (Whom.DOMAIN, "example.org", True),
        (Whom.PATTERN, "bob@*", True),
        (Whom.NETWORK, "", False),
        (Whom.DOMAIN, "example.com", False),
    ],
)
def test_which_blocks_end_mail(whom, value, is_silent, reader, told, his, carol):
    assert wanted(told) == (["bob@example.org"], True)
    taken(his, whom, carol, value=value)
    assert wanted(told) == (([], False) if is_silent else (["bob@example.org"], True))


def test_an_accounts_block_ends_mail_to_all_its_addresses(member, post, told, carol):
    following.follow(Reader(user=member), Scope.DISCUSSION, told.discussion)
    assert wanted(told)[0] == ["mona@example.org"]
    taken(a_comment(post, user=member, email="", name="Mona"), Whom.ACCOUNT, carol)
    assert wanted(told)[0] == []
    assert silences.all_of_them().holds_for("MONA@example.org")


def test_reading_first_ends_no_mail(reader, told, his, carol):
    taken(his, Whom.ADDRESS, carol, "read-first")
    assert wanted(told)[1]


def test_when_it_is_over_mail_begins_again_and_nothing_missed_is_sent(reader, post, told, his, carol):
    block, _act = taken(his, Whom.ADDRESS, carol, time="day")
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        Comment.objects.filter(pk=told.pk).update(told_at=timezone.now())
    with time_machine.travel(block.until + timedelta(minutes=1)):
        assert Follower.at("bob@example.org").wish(Comment.objects.get(pk=told.pk)) is None
        later = a_comment(post, name="Eve", email="eve@example.com")
        assert wanted(later) == (["bob@example.org"], True)
        Comment.objects.filter(pk=later.pk).update(told_at=timezone.now())
        later.refresh_from_db()
        assert Follower.at("bob@example.org").wish(later)


def test_one_that_was_ended_early_ended_then(reader, told, his, carol):
    block, _act = taken(his, Whom.ADDRESS, carol)
    measures.end(block, by=carol)
    assert wanted(told)[1]


def test_what_is_owed_already_is_not_sent(reader, told, his, carol, settings):
    Comment.objects.filter(pk=told.pk).update(tell_at=timezone.now())
    assert telling.tell_due() == 1
    letter = Letter.objects.get(kind="news")
    assert news.news(letter) is not None
    taken(his, Whom.ADDRESS, carol)
    assert news.news(letter) is None


def test_new_articles_are_not_sent_either(bob, his, carol):
    following.follow(Reader(commenter=bob), Scope.ARTICLES)
    assert articles.paces() == {"bob@example.org": Pace.AT_ONCE}
    taken(his, Whom.ADDRESS, carol)
    assert articles.paces() == {}


def test_mail_to_who_looks_after_the_site_goes_on(db):
    user = carol()
    EmailAddress.objects.create(user=user, email=user.email, verified=True)
    Measure.objects.create(what="block", whom=Whom.DOMAIN, value="example.org")
    assert not silences.all_of_them().holds_for(user.email, [Reader(user=user)])


def test_it_costs_two_queries_however_many_are_blocked(his, carol, django_assert_max_num_queries):
    for number in range(30):
        Measure.objects.create(what="block", whom=Whom.ACCOUNT, user=a_user(f"user{number}"))
        Measure.objects.create(what="block", whom=Whom.ADDRESS, mark=f"{number:064}")
    with django_assert_max_num_queries(2):
        found = silences.all_of_them(with_past=True)
        assert not any(found.holds_for(f"reader{number}@example.org") for number in range(100))
