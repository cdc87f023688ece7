"""What becomes of a wish to follow something."""

from __future__ import annotations

import pytest

from blog.mail.models import Letter
from comments import following
from comments.models import Commenter, Discussion, Subscription, SubscriptionRequest
from comments.readers import Reader
from comments.subscribing import asking, beginning
from tests.builders import a_post, a_user

pytestmark = pytest.mark.django_db
Scope, Pace = Subscription.Scope, Subscription.Pace


@pytest.fixture
def discussion():
    return Discussion.objects.create(post=a_post())


@pytest.fixture
def request_of(discussion):
    def asked(address="ellen@example.org", scope=Scope.ARTICLES):
        asking.ask(address, scope, discussion)
        request = SubscriptionRequest.objects.get(email=address, scope=scope)
        asking.new_secret(request)
        return request

    return asked


def rows():
    return list(Subscription.objects.order_by("pk").values_list("commenter__email", "user__username", "scope"))


def test_an_unknown_address_becomes_a_commenter_without_a_name(request_of):
    reader = beginning.confirm(request_of())
    assert reader.commenter.name == reader.commenter.folded_name == ""
    assert rows() == [("ellen@example.org", None, "articles")]
    assert not SubscriptionRequest.objects.exists()


def test_several_may_be_without_a_name(request_of):
    beginning.confirm(request_of())
    beginning.confirm(request_of("bob@example.org"))
    assert Commenter.objects.filter(name="").count() == 2


def test_who_is_known_keeps_their_name(request_of):
    ellen = Commenter.objects.create(email="ellen@example.org", name="Ellen")
    assert beginning.confirm(request_of()) == Reader(commenter=ellen)
    assert Commenter.objects.get().name == "Ellen"


def test_the_address_of_an_account_follows_as_the_account(request_of, a_member):
    dave = a_member("dave")
    Commenter.objects.create(email=dave.email, name="Dave")
    assert beginning.confirm(request_of(dave.email)) == Reader(user=dave)
    assert rows() == [(None, "dave", "articles")]


def test_an_account_that_never_proved_the_address_has_nothing_to_do_with_it(request_of):
    a_user("dave")
    assert beginning.confirm(request_of("dave@example.org")).commenter
    assert rows() == [("dave@example.org", None, "articles")]


def test_a_secret_is_good_once(request_of):
    request = request_of()
    assert beginning.confirm(request)
    assert beginning.confirm(request) is None
    assert len(rows()) == 1


def test_the_secret_of_an_earlier_letter_confirms_nothing(request_of):
    stale = request_of()
    asking.new_secret(SubscriptionRequest.objects.get())
    assert beginning.confirm(stale) is None
    assert rows() == []


def test_it_was_somebody_else(request_of):
    request = request_of()
    request_of(scope=Scope.AUTHOR)
    request_of("bob@example.org")
    beginning.disown(request)
    assert [row.email for row in SubscriptionRequest.objects.all()] == ["bob@example.org"]
    assert [letter.to for letter in Letter.objects.all()] == ["bob@example.org"]
    assert beginning.confirm(request) is None


def test_what_began_does_not_begin_twice_and_keeps_its_pace(discussion, a_member):
    reader = Reader(user=a_member("dave"))
    Subscription.objects.create(user=reader.user, scope=Scope.ARTICLES, pace=Pace.DAILY)
    assert following.follow(reader, Scope.ARTICLES).pace == Pace.DAILY
    assert Subscription.objects.count() == 1


def test_what_was_never_to_come_comes_again_for_who_asks(a_member):
    reader = Reader(user=a_member("dave", Scope.ARTICLES, Pace.NEVER))
    assert beginning.present(reader, (Scope.ARTICLES,)) is None
    following.follow(reader, Scope.ARTICLES)
    assert beginning.present(reader, (Scope.ARTICLES,)).pace == Pace.AT_ONCE


def test_all_of_a_discussion_or_the_authors_part(discussion, a_member):
    reader, other = Reader(user=a_member("dave")), Discussion.objects.create(post=a_post())
    following.follow(reader, Scope.AUTHOR, other)
    for scope in (Scope.DISCUSSION, Scope.AUTHOR):
        following.follow(reader, scope, discussion)
        present = beginning.present(reader, (Scope.DISCUSSION, Scope.AUTHOR), discussion)
        assert present.scope == scope
    assert Subscription.objects.count() == 2


def test_it_ends_for_this_reader_and_this_thing_only(discussion, a_guest, a_member):
    ellen = a_guest()
    a_guest(scope=Scope.DISCUSSION, discussion=discussion)
    a_member("dave", Scope.ARTICLES)
    assert beginning.end(Reader(commenter=ellen), (Scope.ARTICLES,))
    assert not beginning.end(Reader(commenter=ellen), (Scope.ARTICLES,))
    assert rows() == [("ellen@example.org", None, "discussion"), (None, "dave", "articles")]
