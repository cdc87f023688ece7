"""Who has a second factor, and who needs one."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from accounts.models import User

# Recovery codes alone are none: they only stand in for one of these.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def lacks_second_factor(user: User | AnonymousUser) -> bool:
    """Must this person still set one up before the panel opens?"""
    if not settings.REQUIRE_SECOND_FACTOR or not isinstance(user, User) or not user.is_staff:
        return False
    return not has_second_factor(user)
