"""The page that stops all mail: for a reader with a browser, and for a mail program with one press."""

from __future__ import annotations

import pytest
from django.test import Client

from blog.mail import outbox, stopping
from blog.mail.models import DoNotMail, address_mark

pytestmark = pytest.mark.django_db

ELLEN = address_mark("ellen@example.org")


@pytest.fixture
def path(settings):
    return stopping.address_for(ELLEN).removeprefix(settings.SITE_URL)


def page(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(client, path, method):
    assert getattr(client, method)(path).status_code == 200
    assert not DoNotMail.objects.exists()


def test_the_page_asks_and_the_button_acts(client, path):
    assert "Never write to this address again?" in page(client.get(path))
    assert "No more mail" in page(client.post(path))
    assert stopping.is_stopped(ELLEN)
    assert "<form" not in page(client.get(path)).partition("<main")[2].partition("</main>")[0]


def test_one_press_in_a_mail_program_is_enough(owe, post_office):
    """RFC 8058: a POST from nowhere, without cookies, to the address in the header, and no redirect."""
    owe()
    outbox.send_due()
    header = post_office.received[0]["List-Unsubscribe"].replace("\r\n", "").replace(" ", "")
    path = header.strip("<>").removeprefix("http://localhost:8000")
    strict = Client(enforce_csrf_checks=True, headers={"Origin": "null", "Sec-Fetch-Site": "cross-site"})
    response = strict.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert response.status_code == 200
    assert not response.cookies
    assert owe() is None


def test_pressing_twice_is_no_error(client, path):
    assert [client.post(path).status_code for _time in range(2)] == [200, 200]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_forged_address_is_like_any_that_leads_nowhere(client, path, method):
    forged = getattr(client, method)(path[:-2] + "x/")
    assert forged.status_code == 404
    assert page(forged) == page(getattr(client, method)("/mail/nothing/here/"))
    assert not DoNotMail.objects.exists()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, path, method):
    assert getattr(client, method)(path).status_code == 405
    assert not DoNotMail.objects.exists()


def test_nobody_keeps_or_finds_the_page_and_it_sets_no_cookie(client, path):
    response = client.get(path)
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert 'name="robots" content="noindex"' in page(response)
    assert not response.cookies


def test_the_page_holds_no_address(client, path):
    assert "ellen" not in page(client.get(path)) + page(client.post(path))
