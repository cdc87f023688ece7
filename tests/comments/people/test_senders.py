"""What is proven of whoever sends something, and what is merely said."""

from __future__ import annotations

import pytest

from comments.models import Comment
from comments.people import senders
from tests.builders import a_comment

from .conftest import NET

pytestmark = pytest.mark.django_db


def test_of_a_guest_only_a_proven_address_is_theirs(post, his):
    proven, typed = senders.of_comment(his), senders.of_comment(a_comment(post, email="Bob@Example.org"))
    assert (proven.proven, proven.typed, proven.is_proven) == (frozenset({"bob@example.org"}), "", True)
    assert (typed.proven, typed.typed, typed.is_proven) == (frozenset(), "bob@example.org", False)


def test_of_an_account_only_verified_addresses_are(member, django_assert_num_queries):
    member.emailaddress_set.create(email="other@example.org", verified=False)
    with django_assert_num_queries(1):
        assert senders.of_user(member).proven == frozenset({"mona@example.org"})


def test_of_the_house_nothing_is_asked(carol, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert senders.of_user(carol).is_staff


def test_who_left_the_house_is_of_it_no_more(carol):
    carol.is_active = False
    assert not senders.of_user(carol).is_staff


def test_a_visitor_is_what_the_browser_proves(bob, member):
    assert senders.of_visitor(None, bob, NET).proven == frozenset({"bob@example.org"})
    assert senders.of_visitor(member, None, NET).user == member
    stranger = senders.of_visitor(None, None, NET)
    assert (stranger.is_proven, stranger.networks) == (False, frozenset({NET}))


def test_who_acts_on_a_comment_brings_a_network_of_their_own(his):
    assert senders.of_comment(his, "b" * 64).networks == frozenset({NET, "b" * 64})
    assert senders.of_comment(Comment(name="X"), "").networks == frozenset()
