from __future__ import annotations

import re

import pytest

from tests import builders
from tests.accounts.entrance import log_in

pytestmark = pytest.mark.django_db


def page_of(response):
    return " ".join(response.content.decode().split())


def test_the_focus_is_where_typing_starts(client):
    assert re.search(r'<input[^>]*name="login"[^>]*autofocus', page_of(client.get("/accounts/login/")))


def test_an_error_stands_beside_its_field_and_has_the_focus(client):
    page = page_of(client.post("/accounts/login/", {"login": "bob", "password": ""}))
    field = re.search(r'<input[^>]*name="password"[^>]*>', page)[0]
    assert "is-invalid" in field
    assert "autofocus" in field
    assert "<title>Error: Log in" in page


def test_the_name_is_there_again_and_the_password_is_not(client):
    page = page_of(log_in(client, "bob", "mistyped"))
    assert 'value="bob"' in page
    assert "mistyped" not in page


@pytest.mark.parametrize(("remember", "ends_with_the_browser"), [("", True), ("on", False)])
def test_a_login_ends_with_the_browser_unless_asked_to_stay(client, remember, ends_with_the_browser):
    builders.a_user("bob")
    client.post("/accounts/login/", {"login": "bob", "password": "correct horse", "remember": remember})
    assert client.session.get_expire_at_browser_close() is ends_with_the_browser
