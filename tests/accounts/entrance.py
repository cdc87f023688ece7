"""What several modules here do in front of the door."""

from __future__ import annotations

import re
import time
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.test import Client

from accounts.configuration import configuration
from accounts.models import User

PASSWORD = "correct horse"  # the builders'


def with_mail(settings: Any) -> None:
    settings.EMAIL_CONFIGURED = True
    for name, value in configuration(mail=True, host="testserver").items():
        setattr(settings, name, value)


def log_in(client: Client, name: str = "bob", password: str = PASSWORD, to: str = "") -> Any:
    return client.post("/accounts/login/", {"login": name, "password": password, "next": to})


def reauthenticate(client: Client) -> None:
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def mailed_code() -> str:
    """The code in the newest mail: on a line of its own."""
    return re.findall(r"(?m)^([A-Z0-9]{2,}(?:-[A-Z0-9]{2,})*)$", mail.outbox[-1].body)[0]


def give_second_factor(user: User) -> str:
    """The secret of the app."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of_app(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))
