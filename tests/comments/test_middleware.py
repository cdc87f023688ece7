"""Personal pages stay with their person."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from comments import links
from comments.middleware import personal_pages
from comments.models import Status
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db


def answered(path: str = "/", headers: dict[str, str] | None = None, **cookies: str):
    request = RequestFactory().get(path)
    request.COOKIES.update(cookies)
    return personal_pages(lambda _request: HttpResponse("page", headers=headers))(request)


def test_a_page_for_all_may_be_kept():
    assert not answered().has_header("Cache-Control")


def test_a_personal_page_is_kept_by_nobody():
    assert "no-store" in answered(remember="x")["Cache-Control"]


def test_what_the_page_says_of_itself_stands():
    assert answered(headers={"Cache-Control": "max-age=60"}, remember="x")["Cache-Control"] == "max-age=60"


@pytest.fixture
def token():
    return links.token(links.HELD, a_comment(a_post(), status=Status.PENDING))


def test_an_address_that_the_cookie_makes_needless_is_cleaned(token):
    response = answered(f"/2026/11/x/?sent={token}", **{f"held_{token.partition('.')[0]}": token})
    assert (response.status_code, response["Location"]) == (302, "/2026/11/x/")


def test_an_address_without_its_cookie_stays(token):
    assert answered(f"/2026/11/x/?sent={token}").status_code == 200


def test_cleaning_never_leads_to_another_host(token):
    response = answered(f"//evil.example/?sent={token}", **{f"held_{token.partition('.')[0]}": token})
    assert not response["Location"].startswith("//")
