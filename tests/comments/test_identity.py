"""What a browser may carry for a reader, and what is believed of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.http import HttpResponse
from django.utils import timezone

from comments import identity, links
from comments.models import Commenter, Status
from comments.threads import READER
from tests.builders import a_comment, a_post, a_user, carol

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return a_post()


@pytest.fixture
def held(post):
    return a_comment(post, status=Status.PENDING)


@pytest.fixture
def asked(rf):
    """A request that carries cookies, as `user` if there is a session."""

    def ask(cookies=None, user=None, **query):
        request = rf.get("/", query)
        request.user = user or AnonymousUser()
        request.COOKIES = {**(cookies or {}), **({"sessionid": "x"} if user else {})}
        return request

    return ask


def token(comment):
    return links.token(links.HELD, comment)


def own(request, comment):
    return identity.viewer(request, comment.discussion).own


def test_a_reader_with_foreign_cookies_alone_is_everybody(asked, held):
    request = asked({"theme": "dark", "_ga": "1"})
    assert not identity.is_personal(request)
    assert identity.viewer(request, held.discussion) is READER


@pytest.mark.parametrize(
    ("cookies", "query", "is_personal"),
    [
        ({"csrftoken": "x", "theme": "dark"}, {}, False),
        ({"sessionid": "x"}, {}, True),
        ({"remember": "x"}, {}, True),
        ({"held_5": "x"}, {}, True),
        ({}, {"sent": "5.x"}, True),
        ({}, {"order": "newest"}, False),
    ],
)
def test_a_page_is_personal_when_the_browser_carries_something_of_ours(asked, cookies, query, is_personal):
    assert identity.is_personal(asked(cookies, **query)) is is_personal


def test_without_a_session_cookie_nobody_is_asked_who_it_is(asked):
    request = asked()
    request.user = a_user("bob")
    assert identity.person(request) is None
    assert identity.person(asked(user=a_user("ellen"))).username == "ellen"


def test_a_cookie_shows_its_comment_while_it_waits(asked, held):
    response = HttpResponse()
    identity.hold(response, held)
    cookie = response.cookies[f"held_{held.pk}"]
    assert own(asked({cookie.key: cookie.value}), held) == {held.pk}
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", identity.HELD_FOR)


def test_where_cookies_are_refused_the_address_stands_in(asked, held):
    request = asked(sent=token(held))
    assert identity.is_personal(request)
    assert own(request, held) == {held.pk}
    assert not identity.has_cookie_for_sent(request)
    assert identity.has_cookie_for_sent(asked({f"held_{held.pk}": token(held)}, sent=token(held)))


def test_a_forged_cookie_shows_nothing(asked, held):
    receipt = links.token(links.RECEIPT, held)
    for value in ("", "x", f"{held.pk}.", f"{held.pk}.AAAA", receipt, f"0{held.pk}.x", "0.x"):
        assert own(asked({f"held_{held.pk}": value}), held) == set()


def test_a_cookie_of_one_discussion_says_nothing_in_another(asked, held):
    elsewhere = a_comment(a_post(), status=Status.PENDING)
    assert own(asked({"held_1": token(elsewhere)}), held) == set()


def test_a_heap_of_cookies_costs_one_query(asked, held, django_assert_num_queries):
    heap = {f"held_{n}": f"{n}.x" for n in range(held.pk + 1, held.pk + 500)}
    request = asked({**heap, "held_0": token(held)})
    with django_assert_num_queries(1):
        assert own(request, held) == set()
    assert own(asked({"held_0": token(held), **heap}), held) == {held.pk}


def test_who_is_signed_in_sees_their_own_and_staff_see_more(asked, post):
    bob = a_user("bob")
    mine = a_comment(post, status=Status.PENDING, user=bob)
    a_comment(a_post(), status=Status.PENDING, user=bob)
    assert identity.viewer(asked(user=bob), mine.discussion) == identity.Viewer(frozenset({mine.pk}), False)
    assert identity.viewer(asked(user=carol()), mine.discussion).is_moderator


def test_a_name_is_remembered_for_a_year_and_only_as_signed(asked):
    response = HttpResponse()
    identity.remember(response, "Søren", "s@example.org", "")
    cookies = {"remember": response.cookies["remember"].value}
    assert identity.remembered(asked(cookies)) == {"name": "Søren", "email": "s@example.org", "website": ""}
    with time_machine.travel(timezone.now() + timedelta(days=366)):
        assert identity.remembered(asked(cookies)) == {}
    for forged in ("", "x", cookies["remember"][:-1], signing.dumps({"name": "Alice"})):
        assert identity.remembered(asked({"remember": forged})) == {}


@pytest.mark.parametrize("address", ["s@example.org", "m@example.org"])
def test_a_planted_proof_does_not_replace_what_somebody_had_remembered(asked, address):
    mallory, response = Commenter.objects.create(email="m@example.org", name="Mallory"), HttpResponse()
    identity.carry_proof(response, mallory)
    proof = {"proven": response.cookies["proven"].value}
    assert identity.remembered(asked(proof)) == {"name": "Mallory", "email": "m@example.org"}
    identity.remember(response, "Søren", address, "")
    kept = identity.remembered(asked({**proof, "remember": response.cookies["remember"].value}))
    assert (kept["name"], kept["email"]) == ("Søren", address)


def test_forgetting_all_takes_every_cookie_of_ours_and_no_other(asked):
    response = HttpResponse()
    identity.forget_all(asked({"held_1": "a", "held_2": "b", "remember": "c", "theme": "dark"}), response)
    assert {name: cookie["max-age"] for name, cookie in response.cookies.items()} == {
        "held_1": 0,
        "held_2": 0,
        "remember": 0,
    }
