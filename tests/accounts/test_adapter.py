from __future__ import annotations

from smtplib import SMTPServerDisconnected

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.urls import reverse

from accounts.models import User
from tests import builders
from tests.accounts.entrance import log_in, mailed_code, with_mail

pytestmark = pytest.mark.django_db

BOB = {"display_name": "Bob", "email": "bob@example.org", "password1": "a lamp on the landing"}


@pytest.fixture
def _mail(settings):
    with_mail(settings)


@pytest.mark.usefixtures("_mail")
class TestSignUp:
    def test_who_signs_up_is_a_plain_member_with_a_proven_address(self, client):
        client.post("/accounts/signup/", BOB)
        client.post("/accounts/confirm-email/", {"code": mailed_code()})
        bob = User.objects.get()
        assert (bob.name, bob.email, bob.is_staff, bob.is_superuser) == ("Bob", "bob@example.org", False, False)
        assert not bob.groups.exists()
        assert bob.has_proven_address

    def test_the_user_name_tells_nothing_of_the_address(self, client):
        client.post("/accounts/signup/", {**BOB, "email": "secret.illness@example.org", "display_name": "Søren K."})
        assert "secret" not in User.objects.get().username

    def test_nobody_is_in_before_the_address_is_proven(self, client):
        client.post("/accounts/signup/", BOB)
        assert "_auth_user_id" not in client.session
        assert client.get("/accounts/")["Location"].startswith("/accounts/login/")

    def test_a_known_address_looks_the_same_to_whoever_asks(self, client):
        builders.a_user("bob")
        known = client.post("/accounts/signup/", BOB)
        client.cookies.clear()
        unknown = client.post("/accounts/signup/", {**BOB, "email": "new@example.org"})
        assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
        assert [message.to for message in mail.outbox] == [["bob@example.org"], ["new@example.org"]]
        assert "There is one already" in mail.outbox[0].body
        assert User.objects.filter(email="bob@example.org").count() == 1


@pytest.mark.usefixtures("_mail")
@pytest.mark.parametrize("page", ["account_request_login_code", "account_reset_password"])
def test_asking_for_a_code_tells_nobody_who_has_an_account(client, page):
    builders.a_user("bob")
    answers = []
    for address in ("bob@example.org", "nobody@example.org"):
        client.cookies.clear()
        response = client.post(reverse(page), {"email": address})
        answers.append(
            (response.status_code, response["Location"], len(client.get(response["Location"]).content) // 100)
        )
    assert answers[0][:2] == answers[1][:2]


@pytest.mark.usefixtures("_mail")
def test_mails_lead_to_the_site_whatever_host_was_asked(client, settings):
    builders.a_user("bob")
    client.post("/accounts/signup/", BOB, headers={"host": "localhost"})
    client.cookies.clear()
    client.post("/accounts/login/code/", {"email": "nobody@example.org"}, headers={"host": "127.0.0.1"})
    text = "".join(message.subject + message.body for message in mail.outbox)
    assert settings.SITE_URL + "/accounts/login/" in text
    assert settings.SITE_URL + "/accounts/signup/" in text
    assert "127.0.0.1" not in text


@pytest.mark.usefixtures("_mail")
def test_a_mail_server_that_is_down_is_said_and_not_logged_in(client, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    response = client.post("/accounts/signup/", BOB)
    assert response.status_code == 503
    assert "could not be sent" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_without_mail_an_account_has_a_user_name_and_no_address(client):
    given = {"display_name": "Bob", "username": "bob", "password1": "a lamp on the landing"}
    client.post("/accounts/signup/", {**given, "email": "bob@example.org"})
    bob = User.objects.get()
    assert (bob.email, bob.emailaddress_set.count()) == (None, 0)
    assert not bob.has_proven_address
    assert client.get("/accounts/").status_code == 200


@pytest.mark.parametrize("name", ["bob", "BOB", "bob@example.org", "BOB@example.org"])
def test_the_user_name_and_the_address_both_log_in(client, name):
    builders.a_user("bob")
    assert log_in(client, name)["Location"] == "/accounts/"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://mallory.example/",
        "//mallory.example/",
        "/\\mallory.example",
        "javascript:alert(1)",
        "http:///x",
        "\t//m.example",
    ],
)
def test_nobody_is_led_to_another_site(client, elsewhere):
    builders.a_user("bob")
    assert log_in(client, to=elsewhere)["Location"] == "/accounts/"
    assert client.post("/accounts/logout/", {"next": elsewhere})["Location"] == "/"


def test_a_demo_account_is_refused_on_a_public_site(client, settings):
    builders.a_user("bob", email="bob@demo.invalid")
    settings.SITE_IS_LOCAL = False
    assert log_in(client)["Location"] == "/accounts/inactive/"
    assert "_auth_user_id" not in client.session


def test_guessing_is_stopped_even_with_the_right_password_at_last(client):
    builders.a_user("bob")
    for _guess in range(5):
        log_in(client, password="wrong")
    refused = log_in(client)
    assert (refused.status_code, int(refused["Retry-After"]) > 0) == (429, True)
    assert SESSION_KEY not in client.session


def test_logging_in_and_out_leaves_no_cookie_but_the_session(client):
    builders.a_user("bob")
    log_in(client)
    client.post("/accounts/logout/")
    kept = {name for name, morsel in client.cookies.items() if morsel.value}
    assert kept <= {"csrftoken"}
