"""Who a comment is by, and the keys that name people without telling who they are."""

from __future__ import annotations

import pytest
from django.db import connection

from comments.models import Comment, Whom
from comments.panel.scope import scope
from comments.people import persons
from tests.builders import a_comment, a_post, a_user

from .conftest import NET

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "whom"),
    [
        ({"proof": Comment.Proof.ADDRESS, "network": NET}, Whom.ADDRESS),
        ({"network": NET}, Whom.NETWORK),
        ({"network": ""}, Whom.TYPED),
        ({"email": "", "network": NET}, Whom.NETWORK),
        ({"email": "", "network": ""}, None),
    ],
)
def test_a_guest_is_known_by_proof_then_network_then_what_was_typed(fields, whom, post):
    person = persons.of(a_comment(post, **fields))
    assert (person.whom if person else None) == whom


def test_an_account_is_itself_whatever_else_stands_there(post, member):
    person = persons.of(a_comment(post, user=member, network=NET))
    assert (person.whom, person.user, person.key) == (Whom.ACCOUNT, member, f"u{member.pk}")


def test_a_key_leads_back_to_the_same_person(post, his, member, carol):
    made = [his, a_comment(post, network=NET), a_comment(post), a_comment(post, user=member, email="")]
    for comment in made:
        person = persons.of(comment)
        found = persons.named(person.key, scope(carol), carol)
        assert found.identity == person.identity
        assert not any(said in person.key for said in ("bob", NET[:8], person.mark or "none"))


def test_a_key_leads_to_nobody_once_the_comment_says_something_else(his, carol):
    key = persons.of(his).key
    Comment.objects.filter(pk=his.pk).update(email="", proof=0)
    assert persons.named(key, scope(carol), carol) is None


def test_an_account_that_wrote_nothing_here_has_no_page(carol):
    assert persons.named(f"u{a_user('silent').pk}", scope(carol), carol) is None


def test_an_author_knows_who_wrote_below_their_own_articles_and_no_network(post, his, alice, carol):
    elsewhere = a_comment(a_post(carol), proof=Comment.Proof.ADDRESS)
    by_network = a_comment(post, network=NET, email="")
    assert persons.named(f"a{his.pk}", scope(alice), alice)
    assert persons.named(f"a{elsewhere.pk}", scope(alice), alice) is None
    assert persons.named(f"n{by_network.pk}", scope(alice), alice) is None


def test_an_account_and_its_proven_address_are_one_person(post, member, carol):
    by_account = a_comment(post, user=member, email="")
    as_guest = a_comment(post, email="mona@example.org", proof=Comment.Proof.ADDRESS)
    a_comment(post, email="mona@example.org")
    for comment in (by_account, as_guest):
        found = persons.comments_of(persons.of(comment), scope(carol))
        assert set(found) == {by_account, as_guest}


def test_a_network_is_that_of_who_proved_nothing(post, his, member, carol):
    a_comment(post, user=member, email="", network=NET)
    stranger = a_comment(post, network=NET)
    assert list(persons.comments_of(persons.of(stranger), scope(carol))) == [stranger]


def test_one_typed_address_in_whatever_letters(post, his, carol):
    small, large = a_comment(post), a_comment(post, email="Bob@example.org")
    assert set(persons.comments_of(persons.of(large), scope(carol))) == {small, large}


@pytest.mark.parametrize("whom", [Whom.ACCOUNT, Whom.ADDRESS, Whom.NETWORK, Whom.TYPED])
def test_theirs_are_found_by_an_index_never_by_reading_all(whom, post, member, carol):
    if connection.vendor != "sqlite":
        pytest.skip("with few rows PostgreSQL reads them all, and is right")
    theirs = persons.condition(whom, member if whom == Whom.ACCOUNT else None, "bob@example.org", NET)
    plan = scope(carol).filter(theirs).order_by("-pk")[:21].explain()
    assert "SEARCH comments_comment" in plan
    assert "SCAN comments_comment" not in plan
