"""Who types an address learns nothing of it; its owner is asked, not often, by a secret that ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from blog.mail import stopping
from blog.mail.models import Letter, address_mark
from comments.models import Discussion, Subscription, SubscriptionRequest
from comments.proofs.asking import GOOD_FOR
from comments.subscribing import asking
from tests.builders import a_post

pytestmark = pytest.mark.django_db
ARTICLES, AUTHOR, DISCUSSION = Subscription.Scope.ARTICLES, Subscription.Scope.AUTHOR, Subscription.Scope.DISCUSSION


@pytest.fixture
def discussion():
    return Discussion.objects.create(post=a_post())


def test_a_request_and_the_letter_that_asks_are_owed():
    assert asking.ask("Ellen@Example.org", ARTICLES)
    request = SubscriptionRequest.objects.get()
    assert (request.email, request.secret_hash) == ("ellen@example.org", None)
    letter = Letter.objects.get()
    assert (letter.kind, letter.to, letter.about) == ("subscribe", "ellen@example.org", request.pk)
    assert letter.is_unasked


def test_an_impatient_click_more_keeps_nothing_and_later_it_can_be_asked_for_again():
    with time_machine.travel(timezone.now()) as clock:
        assert asking.ask("ellen@example.org", ARTICLES)
        assert not asking.ask("ELLEN@example.org", ARTICLES)
        assert SubscriptionRequest.objects.count() == Letter.objects.count() == 1
        clock.shift(timedelta(minutes=16))
        assert asking.ask("ellen@example.org", ARTICLES)


def test_one_may_ask_for_different_things(discussion):
    assert asking.ask("ellen@example.org", ARTICLES, discussion)
    assert asking.ask("ellen@example.org", DISCUSSION, discussion)
    assert asking.ask("ellen@example.org", AUTHOR, discussion)
    assert asking.ask("bob@example.org", ARTICLES)
    assert not asking.ask("ellen@example.org", ARTICLES)  # wherever they came from


def test_of_an_address_that_wants_no_mail_nothing_is_kept():
    stopping.stop(address_mark("ellen@example.org"))
    assert not asking.ask("ellen@example.org", ARTICLES)
    assert not SubscriptionRequest.objects.exists()
    assert not Letter.objects.exists()


def test_nobody_is_asked_without_end():
    with time_machine.travel(timezone.now()) as clock:
        answers = []
        for _time in range(7):
            answers.append(asking.ask("ellen@example.org", ARTICLES))
            clock.shift(timedelta(minutes=16))
    assert answers == [True] * 5 + [False] * 2
    assert SubscriptionRequest.objects.count() == 5


def test_the_newest_secret_alone_is_good_and_the_table_holds_none():
    asking.ask("ellen@example.org", ARTICLES)
    request = SubscriptionRequest.objects.get()
    first, second = asking.new_secret(request), asking.new_secret(request)
    assert asking.find(first) is None
    assert asking.find(second) == request
    assert asking.find(second[:-1]) is asking.find("") is None
    assert second not in str(SubscriptionRequest.objects.values().get())


def test_a_secret_is_good_for_days_from_when_it_was_written():
    with time_machine.travel(timezone.now()) as clock:
        asking.ask("ellen@example.org", ARTICLES)
        request = SubscriptionRequest.objects.get()
        clock.shift(GOOD_FOR - timedelta(hours=1))  # the mail server was away
        secret = asking.new_secret(request)
        clock.shift(GOOD_FOR - timedelta(hours=1))
        assert asking.find(secret)
        assert asking.drop_old_requests() == 0
        clock.shift(timedelta(hours=1))
        assert asking.find(secret) is None
        assert not asking.is_fresh(SubscriptionRequest.objects.get())
        assert asking.drop_old_requests() == 1


def test_new_articles_have_no_discussion_wherever_one_came_from(discussion):
    assert asking.subject(SubscriptionRequest(scope=ARTICLES, discussion=discussion)) is None
    assert asking.subject(SubscriptionRequest(scope=AUTHOR, discussion=discussion)) == discussion


def test_an_address_is_forgotten_with_all_that_was_asked_of_it():
    asking.ask("ellen@example.org", ARTICLES)
    asking.ask("bob@example.org", ARTICLES)
    assert asking.forget("Ellen@example.org") == 1
    assert SubscriptionRequest.objects.get().email == "bob@example.org"
