from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from accounts.models import User
from tests import builders
from tests.accounts.entrance import log_in, mailed_code, reauthenticate, with_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def bob(client, settings):
    with_mail(settings)
    bob = builders.a_user("bob")
    log_in(client)
    reauthenticate(client)
    return bob


def test_looking_at_the_address_writes_nothing(client, bob):
    assert "bob@example.org" in client.get("/accounts/email/").content.decode()
    assert not EmailAddress.objects.exists()


def test_a_new_address_counts_only_with_its_code(client, bob):
    client.post("/accounts/email/", {"action_add": "1", "email": "new@example.org"})
    assert User.objects.get().email == "bob@example.org"
    client.post("/accounts/confirm-email/", {"code": mailed_code()})
    assert User.objects.get().email == "new@example.org"
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("new@example.org", True)]


def test_somebody_elses_address_is_not_taken_over_even_with_the_code(client, bob):
    builders.alice()
    client.post("/accounts/email/", {"action_add": "1", "email": "alice@example.org"})
    client.post("/accounts/confirm-email/", {"code": mailed_code()})
    assert User.objects.get(username="bob").email == "bob@example.org"


def test_a_new_address_asks_for_the_password_again(client, settings):
    with_mail(settings)
    builders.a_user("bob")
    log_in(client)
    response = client.post("/accounts/email/", {"action_add": "1", "email": "new@example.org"})
    assert response["Location"].startswith("/accounts/reauthenticate/")
    assert mail.outbox == []


def test_pages_of_accounts_are_kept_by_no_cache_and_listed_nowhere(client, bob):
    for path in (
        "/accounts/",
        "/accounts/email/",
        "/accounts/2fa/",
        "/accounts/sessions/",
        "/accounts/password/change/",
    ):
        response = client.get(path)
        assert "no-store" in response["Cache-Control"], path
        assert '<meta name="robots" content="noindex">' in response.content.decode(), path


def test_no_page_has_an_inline_script_or_style(client, bob):
    for path in ("/accounts/", "/accounts/email/", "/accounts/2fa/webauthn/add/", "/accounts/2fa/totp/activate/"):
        page = client.get(path).content.decode()
        assert " style=" not in page, path
        assert "<script>" not in page, path
