from __future__ import annotations

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from blog.doctor import post


@pytest.fixture(autouse=True)
def _site(settings):
    settings.EMAIL_CONFIGURED = True
    settings.EMAIL_BACKEND = post.SMTP
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 5
    settings.SITE_URL, settings.SITE_IS_LOCAL = "https://blog.example.org", False
    settings.DEFAULT_FROM_EMAIL = "Olive <olive@example.org>"


@pytest.fixture
def server_with_login(settings, port):
    def check(server, session, envelope, mechanism, data) -> AuthResult:
        return AuthResult(success=data.password == b"right", handled=False)

    options = {"authenticator": check, "auth_required": True, "auth_require_tls": False}
    controller = Controller(object(), hostname="127.0.0.1", port=port, **options)
    controller.start()
    settings.EMAIL_PORT = port
    yield controller
    controller.stop(no_assert=True)


def test_a_server_that_answers_is_well_and_gets_no_mail(post_office, settings, states):
    settings.EMAIL_PORT = post_office.port
    assert states(post.server()) == ["mail server: well"]
    assert post_office.asked == 0


@pytest.mark.parametrize(
    ("password", "found"),
    [("right", ["mail server: well", "mail login: well"]), ("wrong", ["mail server: well", "mail login: ill"])],
)
def test_a_login_is_tried(server_with_login, settings, states, password, found):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "olive", password
    assert states(post.server()) == found


def test_encryption_that_the_server_does_not_know_is_ill(post_office, settings, states):
    settings.EMAIL_PORT, settings.EMAIL_USE_TLS = post_office.port, True
    assert states(post.server()) == ["mail server: ill"]


def test_a_server_that_is_away_is_ill_and_says_what_to_look_at(settings):
    settings.EMAIL_PORT = 1
    finding = next(post.server())
    assert finding.state == "ill"
    assert "ConnectionRefusedError" in finding.says
    assert "EMAIL_URL" in finding.todo


@pytest.mark.parametrize("change", [{"EMAIL_CONFIGURED": False}, {"EMAIL_BACKEND": "somewhere.Else"}])
def test_mail_that_goes_nowhere_is_a_hint(settings, states, change):
    for name, value in change.items():
        setattr(settings, name, value)
    assert states(post.server()) == ["mail: hint"]


@pytest.mark.parametrize(
    ("sender", "state"),
    [
        ("olive@example.org", "well"),
        ("olive@blog.example.org", "well"),
        ("olive@mail.blog.example.org", "well"),
        ("olive@badexample.org", "hint"),
        ("olive@example.com", "hint"),
        ("olive@localhost", "ill"),
        ("olive", "ill"),
    ],
)
def test_the_sender_belongs_to_the_site(settings, sender, state):
    settings.DEFAULT_FROM_EMAIL = sender
    assert next(post.sender()).state == state


def test_a_site_of_this_machine_is_asked_nothing_about_domains(settings, names):
    settings.SITE_IS_LOCAL = True
    assert [*post.sender(), *post.domain_records()] == []


def test_offline_is_not_ill(names, states):
    names.is_deaf = True
    assert states(post.domain_records()) == ["domain: could not be asked"]
