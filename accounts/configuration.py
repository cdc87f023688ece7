"""What allauth is told, in one place: everything hangs on whether this site can send mail."""

from __future__ import annotations

from typing import Any


def configuration(*, mail: bool, host: str) -> dict[str, Any]:
    """Settings for allauth. `host` is the site's own name."""
    return {**_accounts(mail), **_second_factor(mail, host), "USERSESSIONS_TRACK_ACTIVITY": False}


def _accounts(mail: bool) -> dict[str, Any]:
    return {
        "ACCOUNT_ADAPTER": "blog.membership.adapter.SiteAdapter",
        "ACCOUNT_FORMS": {"login": "accounts.entrance.LoginForm"},
        "ACCOUNT_SIGNUP_FORM_CLASS": "accounts.signup.NameForm",
        "ACCOUNT_USER_DISPLAY": "accounts.adapter.shown_name",
        "ACCOUNT_LOGIN_METHODS": {"username", "email"},
        # An address nobody can prove is not asked for: the account has none, and counts as unproven.
        "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*"] if mail else ["username*", "password1*"],
        "ACCOUNT_EMAIL_VERIFICATION": "mandatory" if mail else "none",
        # Codes, not links: nothing in a mail leads anywhere, and no secret stands in an address.
        "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED": mail,
        "ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND": True,
        "ACCOUNT_LOGIN_BY_CODE_ENABLED": mail,
        "ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED": True,
        # As long as a code may live that somebody else might read; mail is slow now and then.
        "ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT": 10 * 60,
        "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT": 10 * 60,
        "ACCOUNT_EMAIL_NOTIFICATIONS": mail,
        "ACCOUNT_CHANGE_EMAIL": True,
        "ACCOUNT_PREVENT_ENUMERATION": True,
        "ACCOUNT_REAUTHENTICATION_REQUIRED": True,
        # These stand behind the site's own limits on the same pages, which say how long to wait. What is longer than
        # a minute is no narrower than those, or they would say too little: `blog.doors` lets ten wrong passwords for
        # one name through at the login in five minutes, and ten where it is asked for again.
        # Mail that anybody can ask for in another's name is limited where it is asked for, not by the typed address:
        # else whoever keeps asking for Bob's code would keep Bob from getting one.
        "ACCOUNT_RATE_LIMITS": {
            "reset_password": "20/m/ip",
            "request_login_code": "20/m/ip",
            "login_failed": "10/m/ip,20/5m/key",
        },
    }


def _second_factor(mail: bool, host: str) -> dict[str, Any]:
    return {
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_PASSKEY_SIGNUP_ENABLED": mail,  # allauth wants a proven address with it
        # Staff accounts are made by hand and need a second factor where no mail can be sent, too. Who
        # signs up proves the address before the first login, so nobody locks a stranger's address away.
        "MFA_ALLOW_UNVERIFIED_EMAIL": True,
        "MFA_TOTP_ISSUER": host,
        "MFA_TOTP_TOLERANCE": 1,  # one step of 30 seconds, for clocks that are a little off
    }
