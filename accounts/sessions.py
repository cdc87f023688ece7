"""How long a login lasts: two weeks at the most, and in the panel only while somebody works there.

NIST's SP 800-63B asks for a day and an hour. This is a blog: who stays logged in reads and comments under their
own name; the panel is opened some times a day. What could hurt (password, address, second factor, other people's
accounts) asks for the password again after five minutes, whatever is said here.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import authentication_step_completed
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from accounts.middleware import is_guarded

PANEL_IDLE = 12 * 60 * 60  # a working day: who comes back the next one logs in again
NOTED_EVERY = 10 * 60  # so that not every page of the panel writes
SEEN = "panel_seen_at"  # in the session


def session_limits(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            if is_over(request):
                logout(request)
            elif is_guarded(request.path_info):
                note(request)
        return get_response(request)

    return middleware


@receiver(authentication_step_completed)
def renew(request: HttpRequest, **details: Any) -> None:
    """Whoever proves it again goes on under a new key, as after a login; the list of devices follows."""
    if details.get("reauthenticated"):
        before = request.session.session_key
        request.session.cycle_key()
        UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def is_over(request: HttpRequest) -> bool:
    """Has the login become too old, or the work in the panel been left?"""
    began = began_at(request)
    if began is None:
        return False
    now = time.time()
    seen = request.session.get(SEEN, began)
    return now - began > settings.SESSION_COOKIE_AGE or (is_guarded(request.path_info) and now - seen > PANEL_IDLE)


def note(request: HttpRequest) -> None:
    began, now = began_at(request), time.time()
    if began is not None and now - request.session.get(SEEN, began) > NOTED_EVERY:
        request.session[SEEN] = now


def began_at(request: HttpRequest) -> float | None:
    """When this session logged in: what was proven again later makes it no younger. None where no way in was noted."""
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return records[0]["at"] if records else None
