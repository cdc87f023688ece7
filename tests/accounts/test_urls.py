"""accounts/urls.py and blog/membership/urls.py: who may open which page, and that looking changes nothing."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.accounts.entrance import log_in, reauthenticate, with_mail

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/?next="
# What each page answers: 200 opens, a path is where it leads. `door` is the login, with the way back.
#                                    anonymous  member  staff
PAGES = {
    "/accounts/":                          ("door", 200, 200),
    "/accounts/login/":                    (200, "/accounts/", "/admin/"),
    "/accounts/login/code/":               (200, "/accounts/", "/admin/"),
    "/accounts/logout/":                   ("/", 200, 200),
    "/accounts/inactive/":                 (200, 200, 200),
    "/accounts/signup/":                   (200, "/accounts/", "/admin/"),
    "/accounts/signup/passkey/":           (200, "/accounts/", "/admin/"),
    "/accounts/reauthenticate/":           ("door", 200, 200),
    "/accounts/email/":                    ("door", 200, 200),
    "/accounts/password/change/":          ("door", 200, 200),
    "/accounts/password/set/":             ("door", "/accounts/password/change/", "/accounts/password/change/"),
    "/accounts/password/reset/":           (200, 200, 200),
    "/accounts/2fa/":                      ("door", 200, 200),
    "/accounts/2fa/totp/activate/":        ("door", 200, 200),
    "/accounts/2fa/webauthn/":             ("door", 200, 200),
    "/accounts/2fa/webauthn/add/":         ("door", 200, 200),
    "/accounts/2fa/authenticate/":         ("/accounts/login/", "/accounts/", "/admin/"),
    "/accounts/sessions/":                 ("door", 200, 200),
    "/accounts/export/":                   ("door", 200, 200),
    "/accounts/export/json/":              ("door", 200, 200),
    "/accounts/delete/":                   ("door", 200, 200),
}  # fmt: skip
ROLES = ("anonymous", "member", "staff")
CASES = [(path, role, answer) for path, row in PAGES.items() for role, answer in zip(ROLES, row, strict=True)]


@pytest.fixture
def as_role(client):
    def enter(role):
        if role != "anonymous":
            builders.a_user("bob") if role == "member" else builders.a_user("bob", is_staff=True)
            log_in(client)
            reauthenticate(client)
        return client

    return enter


@pytest.mark.parametrize(("path", "role", "answer"), CASES)
def test_it_opens_for_those_it_is_for(as_role, settings, path, role, answer):
    with_mail(settings)
    response = as_role(role).get(path)
    if answer == 200:
        assert response.status_code == 200
    else:
        assert unquote(response["Location"]) == (LOGIN + path if answer == "door" else answer)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", ROLES)
def test_looking_at_it_writes_nothing_but_the_session_and_the_limits(as_role, settings, path, role):
    with_mail(settings)
    client = as_role(role)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    writes = [query["sql"] for query in queries if query["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    assert [sql for sql in writes if "django_session" not in sql and "blog_cache" not in sql] == []


def test_the_page_for_a_code_leads_back_to_the_door_when_none_was_asked_for(client):
    assert client.get("/accounts/login/code/confirm/")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", ["login/code/", "password/reset/", "signup/passkey/", "email/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_where_no_mail_can_be_sent_the_page_says_so(client, method, path):
    page = getattr(client, method)(f"/accounts/{path}").content.decode()
    assert "This site cannot send mail" in page
