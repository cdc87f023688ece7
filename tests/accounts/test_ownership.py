from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import Client

from accounts import ownership
from accounts.models import User
from accounts.roles import Role, role_of
from tests import builders

pytestmark = pytest.mark.django_db


def test_the_new_owner_may_do_everything():
    olive = ownership.make("olive", "olive@example.org", "correct horse")
    assert role_of(olive) == Role.OWNER
    assert User.objects.get().check_password("correct horse")


def test_an_address_that_is_given_in_the_shell_is_proven():
    """Who has the shell has the site; so mail about it comes from the first day."""
    olive = ownership.make("olive", "Olive@Example.org", "correct horse")
    assert olive.has_proven_address
    assert olive.emailaddress_set.get().primary
    assert not ownership.make("omar", "", "correct horse").has_proven_address


@pytest.mark.parametrize(
    ("username", "email"),
    [("Alice", ""), ("olive", "ALICE@example.org"), ("not a name", ""), ("olive", "no address"), ("", "")],
)
def test_an_account_that_cannot_be_is_refused_before_a_password_is_asked_for(username, email):
    builders.alice()
    with pytest.raises(ValidationError):
        ownership.check_new(username, email)


@pytest.mark.parametrize("name", ["alice", "alice@example.org", "ALICE@EXAMPLE.ORG"])
def test_an_account_is_found_by_its_name_or_its_address(name):
    alice = builders.alice()
    assert ownership.find(name) == alice


def test_nobody_is_found_by_an_empty_address():
    builders.a_user("bob", email=None)
    with pytest.raises(ValidationError, match="no account"):
        ownership.find("")


def test_an_account_that_is_switched_off_is_not_let_in_by_a_new_password():
    builders.a_user("bob", is_active=False)
    with pytest.raises(ValidationError, match="switched off"):
        ownership.find("bob")


def test_a_new_password_ends_the_sessions_of_this_person_only():
    alice, carol = builders.alice(), builders.carol()
    hers, other = Client(), Client()
    hers.force_login(alice)
    other.force_login(carol)
    ownership.reset(alice, "another horse entirely")
    assert hers.get("/admin/").status_code == 302
    assert other.get("/admin/").status_code == 200
    assert Session.objects.count() == 1
    alice.refresh_from_db()
    assert alice.check_password("another horse entirely")
    assert not alice.check_password("correct horse")


def test_without_second_factors_installed_none_are_removed(settings):
    settings.INSTALLED_APPS = [app for app in settings.INSTALLED_APPS if app != "allauth.mfa"]
    assert ownership.remove_second_factors(builders.alice()) == 0
