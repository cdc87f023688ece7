from __future__ import annotations

import pytest
from django.core.checks import run_checks

from accounts.configuration import configuration


@pytest.mark.parametrize("mail", [True, False])
def test_allauth_has_nothing_to_say_about_it(settings, mail):
    for name, value in configuration(mail=mail, host="blog.example.org").items():
        setattr(settings, name, value)
    assert run_checks() == []


# What must be so, whether mail can be sent or not.
HELD = [
    ("ACCOUNT_EMAIL_VERIFICATION", "mandatory", "none"),
    ("ACCOUNT_SIGNUP_FIELDS", ["email*", "password1*"], ["username*", "password1*"]),
    ("ACCOUNT_LOGIN_BY_CODE_ENABLED", True, False),
    ("ACCOUNT_PREVENT_ENUMERATION", True, True),
    ("ACCOUNT_REAUTHENTICATION_REQUIRED", True, True),
    ("MFA_PASSKEY_LOGIN_ENABLED", True, True),
    ("MFA_PASSKEY_SIGNUP_ENABLED", True, False),
]


@pytest.mark.parametrize(("name", "with_mail", "without"), HELD)
def test_what_hangs_on_mail_and_what_does_not(name, with_mail, without):
    assert configuration(mail=True, host="x")[name] == with_mail
    assert configuration(mail=False, host="x")[name] == without


def test_no_limit_is_turned_off_and_no_letter_is_limited_by_a_typed_address():
    limits = configuration(mail=True, host="x")["ACCOUNT_RATE_LIMITS"]
    assert all(limits.values())
    assert limits["reset_password"].endswith("/ip")
    assert limits["request_login_code"].endswith("/ip")
