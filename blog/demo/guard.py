"""Demo accounts have a password that everybody knows, so a public site does not let them in."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from accounts.models import User
from accounts.permissions import PermissionsTogether
from blog.demo import is_demo_address


class AccountBackend(PermissionsTogether, AuthenticationBackend):
    """Of name or address with a password, asked at login and again at every request of a session that is open already."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:  # type: ignore[override]
        """What may be an address comes as a name as well, and was checked twice where it was known: it took twice as long."""
        if credentials.get("email") == credentials.get("username"):
            credentials.pop("email", None)
        return super().authenticate(request, **credentials)

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        is_refused = not settings.SITE_IS_LOCAL and is_demo_address(getattr(user, "email", None))
        return super().user_can_authenticate(user) and not is_refused
