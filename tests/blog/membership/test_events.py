"""blog/membership/events.py: what the log says of the doors, and what it does not."""

from __future__ import annotations

import logging
import re

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.functional import SimpleLazyObject

from blog.membership import events
from tests import builders
from tests.accounts import entrance

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(caplog):
    caplog.set_level(logging.INFO, logger="blog.security")
    return lambda: [record.getMessage() for record in caplog.records if record.name == "blog.security"]


@pytest.fixture
def bob():
    return builders.a_user("bob")


def test_coming_in_and_leaving_is_told_by_the_number_of_the_account(client, bob, said):
    entrance.log_in(client)
    client.post("/accounts/logout/")
    place = r"network=[0-9a-f]{12}"
    assert [line.partition(" account")[0] for line in said()] == ["proof given (password)", "logged in", "logged out"]
    assert all(re.fullmatch(rf"[\w ()]+ account={bob.pk} {place}", line) for line in said())


def test_a_failed_login_is_told_without_what_was_typed(client, bob, said):
    entrance.log_in(client, "bob@example.org", "not the password")
    (line,) = said()
    assert line.startswith("login failed account=- network=")
    assert not re.search("bob|example|password", line)


def test_what_becomes_of_a_password_and_of_a_second_factor_is_told(client, bob, said):
    entrance.log_in(client)
    entrance.reauthenticate(client)
    new = "a long and quiet walk"
    client.post("/accounts/password/change/", {"oldpassword": entrance.PASSWORD, "password1": new, "password2": new})
    events.mfa.authenticator_removed.send(None, request=None, user=bob, authenticator=a_passkey())
    assert f"second factor removed (webauthn) account={bob.pk} network=-" in said()
    assert [line for line in said() if line.startswith(f"password changed account={bob.pk} ")]


def a_passkey():
    from allauth.mfa.models import Authenticator

    return Authenticator(type="webauthn")


def test_a_refusal_is_told_by_the_name_of_the_page(client, bob, said):
    client.force_login(bob)
    client.get("/admin/queue/")
    assert [line for line in said() if line.startswith(f"refused 403 GET queue:list account={bob.pk} network=")]


def test_a_page_that_is_not_there_is_no_event(client, said):
    client.get("/nothing/")
    assert said() == []


def test_every_event_has_a_listener():
    for signal in [*events.DONE.values(), *events.FAILED.values()]:
        assert signal.receivers


def test_what_somebody_types_cannot_begin_a_line(client, bob, said):
    entrance.log_in(client, "bob\nlogged in account=1", "x\r\nlogged in account=1")
    client.force_login(bob)
    client.get("/admin/queue/?text=%0Alogged%20in%20account=1")
    assert said()
    assert not [line for line in said() if "\n" in line or "\r" in line]


def test_telling_of_a_refusal_asks_the_database_for_nobody(said, django_assert_num_queries):
    request = RequestFactory().get("/")
    request.resolver_match = None
    request.user = SimpleLazyObject(lambda: builders.User.objects.get(pk=1))
    with django_assert_num_queries(0):
        events.refused(request, HttpResponse(status=403))
    assert len(said()) == 1
