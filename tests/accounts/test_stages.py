from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from accounts.stages import owes_proof
from tests import builders
from tests.accounts.entrance import log_in, with_mail

pytestmark = pytest.mark.django_db

# Addresses of an account (proven or not), whether it has logged in before, and whether proof is owed.
TABLE = [
    ([], False, False),
    ([False], False, True),
    ([True], False, False),
    ([False, True], False, False),
    ([False], True, False),
]


@pytest.mark.parametrize(("addresses", "was_in", "owed"), TABLE)
def test_proof_is_owed_before_the_first_login_alone(addresses, was_in, owed):
    bob = builders.a_user("bob", last_login=timezone.now() if was_in else None)
    for number, verified in enumerate(addresses):
        EmailAddress.objects.create(user=bob, email=f"bob{number}@example.org", verified=verified)
    assert owes_proof(bob) is owed


def test_an_account_made_by_hand_gets_in_when_the_mail_is_down(client, settings):
    with_mail(settings)
    builders.alice()
    assert log_in(client, "alice")["Location"] == "/admin/"  # the owner's work
    assert mail.outbox == []


def test_who_signed_up_and_left_is_asked_for_proof_at_the_login(client, settings):
    with_mail(settings)
    bob = builders.a_user("bob")
    EmailAddress.objects.create(user=bob, email=bob.email, primary=True)
    assert log_in(client)["Location"] == "/accounts/confirm-email/"
    assert "_auth_user_id" not in client.session
