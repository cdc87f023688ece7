from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser

from accounts import ownership
from accounts.second_factor import has_second_factor, lacks_second_factor
from tests import builders
from tests.accounts.entrance import give_second_factor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("required", "is_staff", "has_one", "lacks"), [
    (True, True, False, True),
    (True, True, True, False),
    (True, False, False, False),
    (False, True, False, False),
])  # fmt: skip
def test_only_staff_lack_one_and_only_where_it_is_required(settings, required, is_staff, has_one, lacks):
    settings.REQUIRE_SECOND_FACTOR = required
    person = builders.a_user("carol", is_staff=is_staff)
    if has_one:
        give_second_factor(person)
    assert lacks_second_factor(person) is lacks


def test_a_visitor_lacks_nothing(settings):
    settings.REQUIRE_SECOND_FACTOR = True
    assert lacks_second_factor(AnonymousUser()) is False


def test_recovery_codes_alone_are_no_second_factor():
    carol = builders.carol()
    Authenticator.objects.create(user=carol, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert not has_second_factor(carol)


def test_a_reset_from_the_shell_takes_all_of_them_away():
    carol, alice = builders.carol(), builders.alice()
    give_second_factor(carol)
    give_second_factor(alice)
    assert ownership.reset(carol, "another password") == 1
    assert (has_second_factor(carol), has_second_factor(alice)) == (False, True)
