from __future__ import annotations

from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.utils import timezone

from blog.chores import keeping
from blog.chores.models import Chore
from blog.doctor import work
from blog.mail.models import Letter

pytestmark = pytest.mark.django_db


def ago(minutes: float):
    return timezone.now() - timedelta(minutes=minutes)


@pytest.mark.parametrize(("minutes", "found"), [(None, ["worker: ill"]), (1, ["worker: well"]), (9, ["worker: ill"])])
def test_the_worker_s_pulse(states, minutes, found):
    if minutes is not None:
        keeping.beat()
        Chore.objects.update(seen_at=ago(minutes))
    assert states(work.pulse()) == found


def test_work_that_fails_again_and_again(states):
    keeping.beat()
    Chore.objects.create(name="sessions", failures=3)
    assert states(work.pulse()) == ["worker: well", "work: ill"]


@pytest.mark.parametrize(("minutes", "found"), [(-5, "well"), (2, "well"), (15, "ill")])
def test_what_is_owed(states, minutes, found):
    Letter.objects.create(kind="note", address="x", due_at=ago(minutes))
    assert states(work.owed()) == [f"owed: {found}"]


def test_what_was_given_up(states):
    Letter.objects.create(kind="note", address="x", failed_at=ago(1))
    assert states(work.owed()) == ["owed: well", "given up: ill"]


@pytest.mark.parametrize(("seconds", "state"), [(0, "well"), (15, "well"), (-15, "well"), (25, "ill"), (-3600, "ill")])
def test_a_clock_that_is_off(seconds, state):
    assert work.skew("database", timezone.now() + timedelta(seconds=seconds)).state == state


@pytest.mark.parametrize(
    ("status", "date", "found"),
    [
        (200, None, ["site: well", "clock: well"]),
        (502, None, ["site: hint", "clock: well"]),
        (200, "Tue, 01 Sep 2020 12:00:00 GMT", ["site: well", "clock: ill"]),
    ],
)
def test_the_site_is_asked_under_its_own_address(settings, states, status, date, found):
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def date_time_string(self, timestamp=None) -> str:
            return date or super().date_time_string(timestamp)

        def log_message(self, *words) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        Thread(target=server.handle_request, daemon=True).start()
        settings.SITE_URL = f"http://127.0.0.1:{server.server_port}"
        assert states(work.clock())[-2:] == found


def test_a_site_that_is_not_running_could_not_be_asked(settings, states):
    settings.SITE_URL = "http://127.0.0.1:1"
    assert states(work.clock())[-1] == "site: could not be asked"
