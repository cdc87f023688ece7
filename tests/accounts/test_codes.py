"""Codes and second factors: each is good once and for its own browser, and changes of them are announced by mail."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.test import Client

from accounts.configuration import configuration
from tests import builders
from tests.accounts import entrance

pytestmark = pytest.mark.django_db

NEW = "a long and quiet walk"


@pytest.fixture
def bob(settings):
    entrance.with_mail(settings)
    return builders.a_user("bob")


def is_in(client):
    return client.get("/accounts/").status_code == 200


def prove(client, code):
    return client.post("/accounts/2fa/authenticate/", {"code": code})


def test_a_code_of_the_app_is_good_once(client, bob):
    code = entrance.code_of_app(entrance.give_second_factor(bob))
    entrance.log_in(client)
    prove(client, code)
    assert is_in(client)
    again = Client()
    entrance.log_in(again)
    prove(again, code)
    assert not is_in(again)


def test_a_recovery_code_is_good_once(client, bob):
    entrance.give_second_factor(bob)
    code = RecoveryCodes.activate(bob).get_unused_codes()[0]
    entrance.log_in(client)
    prove(client, code)
    assert is_in(client)
    again = Client()
    entrance.log_in(again)
    prove(again, code)
    assert not is_in(again)


def test_a_new_password_by_mail_does_not_spare_the_second_factor(client, bob):
    entrance.give_second_factor(bob)
    client.post("/accounts/password/reset/", {"email": bob.email})
    client.post("/accounts/password/reset/confirm/", {"code": entrance.mailed_code()})
    client.post("/accounts/password/reset/complete/", {"password1": NEW, "password2": NEW})
    bob.refresh_from_db()
    assert bob.check_password(NEW)
    assert not is_in(client)
    entrance.log_in(client, "bob", NEW)
    assert not is_in(client)


def test_a_mailed_code_is_good_for_the_browser_that_asked(client, bob):
    client.post("/accounts/login/code/", {"email": bob.email})
    code = entrance.mailed_code()
    other = Client()
    other.post("/accounts/login/code/confirm/", {"code": code})
    assert not is_in(other)
    client.post("/accounts/login/code/confirm/", {"code": code})
    assert is_in(client)


def test_no_mailed_code_outlives_ten_minutes():
    told = configuration(mail=True, host="x")
    assert told["ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT"] == told["ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT"] == 600
    assert "ACCOUNT_LOGIN_BY_CODE_TIMEOUT" not in told  # three minutes by itself


def test_a_new_password_takes_the_old_one_and_is_announced(client, bob):
    entrance.log_in(client)
    entrance.reauthenticate(client)
    wrong = {"oldpassword": "not it", "password1": NEW, "password2": NEW}
    client.post("/accounts/password/change/", wrong)
    assert mail.outbox == []
    client.post("/accounts/password/change/", {**wrong, "oldpassword": entrance.PASSWORD})
    bob.refresh_from_db()
    assert bob.check_password(NEW)
    assert [message.to for message in mail.outbox] == [[bob.email]]


def test_a_second_factor_that_is_taken_away_is_announced_and_asks_for_the_password(client, bob):
    code = entrance.code_of_app(entrance.give_second_factor(bob))
    entrance.log_in(client)
    prove(client, code)
    assert client.post("/accounts/2fa/totp/deactivate/")["Location"].startswith("/accounts/reauthenticate/")
    entrance.reauthenticate(client)
    client.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=bob, type="totp").exists()
    assert mail.outbox[-1].to == [bob.email]


def test_devices_may_be_looked_at_and_are_ended_with_the_password_only(client, bob):
    entrance.log_in(client)
    assert client.get("/accounts/sessions/").status_code == 200
    assert client.post("/accounts/sessions/")["Location"].startswith("/accounts/reauthenticate/")
