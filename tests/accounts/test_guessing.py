"""What a stranger learns at the doors of accounts: nothing, and the same work is done for everybody."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.configuration import configuration
from accounts.models import User
from tests.builders import a_user

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse"


@pytest.fixture
def hashed(monkeypatch) -> list[str]:
    """Every password that was hashed."""
    found: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: Any, password: str, *rest: Any) -> str:
        found.append(password)
        return encode(self, password, *rest)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return found


@pytest.fixture
def by_mail(settings) -> None:
    for name, value in configuration(mail=True, host="localhost").items():
        setattr(settings, name, value)
    settings.EMAIL_CONFIGURED = True


def log_in(login: str, password: str = "a guess") -> Any:
    return Client().post("/accounts/login/", {"login": login, "password": password})


def page_of(answer: Any, login: str) -> str:
    """Without what was typed, and without the token that differs in each."""
    page = answer.content.decode().replace(f'"{login}"', '"typed"')
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]*', r"\1", page)


@pytest.mark.parametrize("login", ["bob", "bob@example.org", "gone", "nobody", "nobody@example.org"])
def test_a_wrong_password_costs_one_hash_whoever_it_is_for(hashed, login):
    a_user("bob")
    a_user("gone", is_active=False)
    hashed.clear()
    log_in(login)
    assert hashed == ["a guess"]


@pytest.mark.parametrize(("known", "unknown"), [("bob", "rob"), ("bob@example.org", "rob@example.org")])
def test_the_answer_to_a_wrong_password_is_the_same_for_a_name_that_nobody_has(known, unknown):
    a_user("bob")
    answers = [log_in(known), log_in(unknown)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert page_of(answers[0], known) == page_of(answers[1], unknown)


@pytest.mark.parametrize("path", ["/accounts/password/reset/", "/accounts/login/code/"])
@pytest.mark.usefixtures("by_mail")
def test_asking_for_a_letter_tells_nobody_whether_there_is_an_account(path, mailoutbox):
    a_user("bob")
    asked = [Client().post(path, {"email": f"{name}@example.org"}) for name in ("bob", "nobody")]
    assert len({(answer.status_code, answer["Location"]) for answer in asked}) == 1
    assert [letter.to for letter in mailoutbox] == [["bob@example.org"], ["nobody@example.org"]]


@pytest.mark.usefixtures("by_mail")
def test_signing_up_with_an_address_that_has_an_account_looks_like_any_other(mailoutbox):
    a_user("bob")
    given = {"password1": "a long and unusual one", "display_name": "Somebody"}
    asked = [Client().post("/accounts/signup/", {**given, "email": f"{name}@example.org"}) for name in ("bob", "new")]
    assert len({(answer.status_code, answer["Location"]) for answer in asked}) == 1
    assert [letter.to for letter in mailoutbox] == [["bob@example.org"], ["new@example.org"]]


def test_logging_in_begins_a_new_session():
    """Whoever planted a session in somebody's browser does not find them logged in by it."""
    a_user("bob")
    client = Client()
    planted = client.session
    planted["planted"] = True
    planted.save()
    client.cookies["sessionid"] = planted.session_key
    client.post("/accounts/login/", {"login": "bob", "password": PASSWORD})
    assert client.cookies["sessionid"].value not in {"", planted.session_key}
    assert not Session.objects.filter(pk=planted.session_key).exists()


def test_logging_out_ends_the_session_for_good():
    client = Client()
    client.force_login(a_user("bob"))
    key = client.cookies["sessionid"].value
    client.post("/accounts/logout/")
    thief = Client()
    thief.cookies["sessionid"] = key
    assert thief.get("/accounts/").status_code == 302


TOO_MUCH = {
    "is_staff": "on",
    "is_superuser": "1",
    "groups": "1",
    "user_permissions": "1",
    "is_active": "",
    "id": "1",
    "pk": "1",
}


def test_signing_up_gives_nobody_more_than_an_account():
    given = {"username": "mallory", "password1": "a long and unusual one", "display_name": "Mallory", **TOO_MUCH}
    Client().post("/accounts/signup/", given)
    mallory = User.objects.get(username="mallory")
    assert (mallory.is_staff, mallory.is_superuser, mallory.is_active) == (False, False, True)
    assert not mallory.groups.exists()
    assert not mallory.user_permissions.exists()


def test_changing_the_name_changes_nothing_else():
    mallory = a_user("mallory")
    before = {name: value for name, value in vars(mallory).items() if not name.startswith("_")}
    client = Client()
    client.force_login(mallory)
    given = {"display_name": "Mal", "username": "alice", "email": "alice@example.org", "password": "x", **TOO_MUCH}
    client.post("/accounts/name/", given)
    after = vars(User.objects.get(pk=mallory.pk))
    changed = {name for name, value in before.items() if after[name] != value}
    assert changed == {"display_name", "last_login"}
