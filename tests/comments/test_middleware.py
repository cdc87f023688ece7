"""Pages that are one reader's own are kept by no cache, and their address is cleaned."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse

from comments import links
from comments.middleware import personal_pages
from comments.models import Status
from tests.builders import a_comment, a_post


@pytest.fixture
def answer(rf):
    """What comes back for an address, cookies and a method."""

    def ask(path="/2026/05/tea/", cookies=None, method="get", **headers):
        request = getattr(rf, method)(path)
        request.user, request.COOKIES = AnonymousUser(), cookies or {}
        return personal_pages(lambda _request: HttpResponse("page", headers=headers))(request)

    return ask


def test_a_page_that_is_everybodys_is_left_as_it_is(answer):
    assert not answer().has_header("Cache-Control")
    assert not answer(cookies={"theme": "dark"}).has_header("Cache-Control")


@pytest.mark.parametrize("cookie", ["sessionid", "remember", "held_5"])
def test_a_page_for_who_carries_something_of_theirs_is_kept_nowhere(answer, cookie):
    control = answer(cookies={cookie: "x"})["Cache-Control"]
    assert "private" in control
    assert "no-store" in control


def test_what_is_new_since_a_moment_is_one_readers_page(answer):
    assert "no-store" in answer("/a/?since=2026-05-04T12:00:00%2B00:00")["Cache-Control"]


def test_what_a_page_says_of_itself_stands(answer):
    assert answer(cookies={"sessionid": "x"}, **{"Cache-Control": "max-age=60"})["Cache-Control"] == "max-age=60"


@pytest.mark.django_db
def test_the_address_is_cleaned_once_the_cookie_says_the_same(answer):
    held = a_comment(a_post(), status=Status.PENDING)
    given = links.token(links.HELD, held)
    response = answer(f"/a/?sent={given}", {f"held_{held.pk}": given})
    assert (response.status_code, response["Location"]) == (302, "/a/")
    assert answer(f"/a/?sent={given}").status_code == 200


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("?order=nonsense", ""),
        ("?since=yesterday", ""),
        ("?order=nonsense&since=x&q=tea", "?q=tea"),
        ("?order=newest&since=x", "?order=newest"),
    ],
)
def test_an_order_or_a_moment_that_is_none_is_dropped_from_the_address(answer, query, left):
    assert answer(f"/a/{query}")["Location"] == f"/a/{left}"


def test_an_order_that_there_is_stays(answer):
    assert answer("/a/?order=newest").status_code == 200


def test_nobody_is_led_off_the_site(rf):
    request = rf.get("/", {"order": "x"})
    request.path = "//evil.example/"
    assert personal_pages(lambda _request: HttpResponse())(request)["Location"] == "/%2Fevil.example/"


def test_what_is_sent_is_not_sent_elsewhere(answer):
    assert answer("/a/?order=nonsense", method="post").status_code == 200
