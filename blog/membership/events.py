"""What happens at the doors, in the log: who came in or failed to, what of an account was changed, what was refused.

A line names an account by its number and a place by the beginning of its keyed hash: enough to see that one place
tries many accounts, and nothing that leads to a person without the site's own database and secret.
"""

from __future__ import annotations

import logging
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth import signals as auth
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponseBase

from blog.network import network_hash

logger = logging.getLogger("blog.security")

REFUSED = {403, 429}  # of the statuses: what somebody may not, or not so often
DIGITS = 12  # of the hash: places are told apart

DONE: dict[str, Signal] = {
    "proof given": account.authentication_step_completed,
    "logged in": auth.user_logged_in,
    "logged out": auth.user_logged_out,
    "signed up": account.user_signed_up,
    "password set": account.password_set,
    "password changed": account.password_changed,
    "password reset": account.password_reset,
    "address added": account.email_added,
    "address changed": account.email_changed,
    "address removed": account.email_removed,
    "address proven": account.email_confirmed,
    "second factor added": mfa.authenticator_added,
    "second factor removed": mfa.authenticator_removed,
    "second factor made anew": mfa.authenticator_reset,
    "second factor used": mfa.authenticator_used,
}
FAILED: dict[str, Signal] = {
    "login failed": auth.user_login_failed,
    "second factor failed": mfa.authentication_failed,
    "login code refused": account.login_code_rejected,
    "reset code refused": account.password_reset_code_rejected,
    "address code refused": account.email_verification_code_rejected,
}


def told(event: str, level: int) -> Any:
    def tell(sender: Any, request: HttpRequest | None = None, user: Any = None, **details: Any) -> None:
        kind = details.get("method") or getattr(details.get("authenticator"), "type", "")
        logger.log(level, "%s%s %s", event, f" ({kind})" if kind else "", who(request, user))

    return tell


def refused(request: HttpRequest, response: HttpResponseBase) -> None:
    """An answer that says no is an event, when somebody is told that they may not."""
    if response.status_code in REFUSED:
        name = request.resolver_match.view_name if request.resolver_match else "-"
        user = getattr(request, "_cached_user", None)  # Django's; who was not asked for is not asked for here
        logger.warning("refused %s %s %s %s", response.status_code, request.method, name, who(request, user))


def who(request: HttpRequest | None, user: Any) -> str:
    place = network_hash(request)[:DIGITS] if request is not None else ""
    return f"account={getattr(user, 'pk', None) or '-'} network={place or '-'}"


_RECEIVERS = [
    (signal, told(event, level))
    for level, signals in ((logging.INFO, DONE), (logging.WARNING, FAILED))
    for event, signal in signals.items()
]  # held here: a signal forgets a listener that nobody else knows
for _signal, _receiver in _RECEIVERS:
    _signal.connect(_receiver)
