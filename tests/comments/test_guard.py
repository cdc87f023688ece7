"""Is a form that arrives one of ours, sent from a page of ours?"""

from __future__ import annotations

import pytest
from django.middleware.csrf import get_token

from comments.forms import token_for
from comments.guard import is_from_elsewhere, refusal
from tests.builders import a_user

POST = 7


@pytest.fixture
def sent(rf):
    def send(headers=None, **fields):
        return rf.post("/", fields, headers=headers or {})

    return send


def test_a_guest_needs_the_token_of_this_discussion(sent):
    assert refusal(sent(token=token_for(POST)), POST, None) == ""
    for token in ("", token_for(POST + 1), "é"):
        assert refusal(sent(token=token), POST, None) == "token"
    assert refusal(sent(), POST, None) == "token"


@pytest.mark.parametrize(
    ("headers", "is_foreign"),
    [
        ({}, False),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Sec-Fetch-Site": "same-site"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, True),
        ({"Origin": "http://testserver"}, False),
        ({"Origin": "http://testserver:8000"}, True),
        ({"Origin": "http://evil.example"}, True),
        ({"Origin": "http://testserver.evil.example"}, True),
        ({"Origin": "null"}, True),
        ({"Origin": ""}, True),
    ],
)
def test_what_a_browser_says_of_where_it_comes_from_is_believed(sent, headers, is_foreign):
    request = sent(headers, token=token_for(POST))
    assert is_from_elsewhere(request) is is_foreign
    assert refusal(request, POST, None) == ("origin" if is_foreign else "")


@pytest.mark.django_db
def test_for_who_is_signed_in_the_token_of_the_discussion_is_not_enough(sent):
    assert refusal(sent(token=token_for(POST)), POST, a_user()) == "csrf"


@pytest.mark.django_db
def test_who_is_signed_in_sends_djangos_token(sent):
    page = sent()
    token = get_token(page)
    user = a_user()
    request = sent(csrfmiddlewaretoken=token)
    request.COOKIES["csrftoken"] = page.META["CSRF_COOKIE"]
    assert refusal(request, POST, user) == ""
    request = sent(csrfmiddlewaretoken=token[:-1] + ("a" if token[-1] != "a" else "b"))
    request.COOKIES["csrftoken"] = page.META["CSRF_COOKIE"]
    assert refusal(request, POST, user) == "csrf"
