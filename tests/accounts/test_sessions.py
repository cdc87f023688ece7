"""accounts/sessions.py: a login ends by itself."""

from __future__ import annotations

import time

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings

from accounts import sessions
from tests import builders
from tests.accounts import entrance

pytestmark = pytest.mark.django_db

HOUR = 3600


@pytest.fixture
def later(monkeypatch):
    """Sets the clock of sessions to so many seconds after the login; that of the database goes on as it does."""
    start = time.time()

    def go_on(seconds: float) -> None:
        then = start + seconds
        monkeypatch.setattr(sessions.time, "time", lambda: then)

    return go_on


@pytest.fixture
def alice(client):
    builders.alice()
    entrance.log_in(client, "alice")
    return client


def is_in(client, path="/accounts/"):
    return client.get(path).status_code == 200


def test_a_login_lasts_two_weeks_and_not_longer_whatever_is_done_meanwhile(alice, later):
    later(settings.SESSION_COOKIE_AGE - 60)
    assert is_in(alice)
    entrance.reauthenticate(alice)
    later(settings.SESSION_COOKIE_AGE + 60)
    assert not is_in(alice)
    assert "_auth_user_id" not in alice.session


def test_the_panel_shuts_when_nobody_works_in_it(alice, later):
    assert is_in(alice, "/admin/")
    later(sessions.PANEL_IDLE + 60)
    assert not is_in(alice, "/admin/")
    assert not is_in(alice)


def test_it_stays_open_to_whoever_works(alice, later):
    for hours in (10, 20, 30):
        later(hours * HOUR)
        assert is_in(alice, "/admin/")


def test_a_reader_may_stay_away_for_days(alice, later):
    later(3 * 24 * HOUR)
    assert is_in(alice)


def test_working_does_not_write_with_every_page(alice, later):
    later(HOUR)
    alice.get("/admin/")
    before = alice.session[sessions.SEEN]
    later(HOUR + sessions.NOTED_EVERY / 2)
    alice.get("/admin/")
    assert alice.session[sessions.SEEN] == before


def test_the_old_session_is_worth_nothing_after_the_login_and_after_the_end(client):
    builders.a_user("bob")
    client.get("/accounts/login/")
    client.session.create()
    before = client.session.session_key
    entrance.log_in(client, "bob")
    within = client.session.session_key
    assert within != before
    client.post("/accounts/logout/")
    client.cookies[settings.SESSION_COOKIE_NAME] = within
    assert not is_in(client)


def test_an_account_that_is_switched_off_is_out_at_once(alice):
    builders.User.objects.update(is_active=False)
    assert not is_in(alice)


def test_proving_it_again_gives_a_new_key_and_takes_the_list_of_devices_along(alice):
    before = alice.session.session_key
    entrance.reauthenticate(alice)
    after = alice.session.session_key
    assert after != before
    assert [device.session_key for device in UserSession.objects.all()] == [after]
    assert is_in(alice)
