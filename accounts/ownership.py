"""The owner's account, made and recovered from the shell: who has the shell has the site anyway."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth import password_validation
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role, assign


def check_new(username: str, email: str) -> None:
    """Raise ValidationError, before a password is asked for, when this account cannot be made."""
    if there := User.objects.filter(username__iexact=username).first():
        known = _(
            "There is an account “%(name)s” already. Choose another name, or give that one a new password:"
            " manage.py owner --reset %(name)s"
        )
        raise ValidationError(known, "taken", {"name": there.username})
    User(username=username, email=email or None).full_clean(exclude=["password"])


@transaction.atomic
def make(username: str, email: str, password: str) -> User:
    user = User.objects.create_user(username=username, email=email or None, password=password)
    if user.email:  # who has the shell has the site: nobody else has to vouch for the address
        EmailAddress.objects.create(user=user, email=user.email.lower(), verified=True, primary=True)
    assign(user, Role.OWNER)
    return user


def find(name: str) -> User:
    user = User.objects.filter(Q(username=name) | Q(email__iexact=name)).first()
    if user is None:
        raise ValidationError(_("There is no account “%(name)s” here."), "unknown", {"name": name})
    if not user.is_active:
        raise ValidationError(
            _("“%(name)s” is switched off. An owner can change that under “People”."), "off", {"name": name}
        )
    return user


def check_password(password: str, user: User) -> None:
    password_validation.validate_password(password, user)


@transaction.atomic
def reset(user: User, password: str) -> int:
    """A new password, nobody logged in with the old one. Returns how many second factors were removed."""
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user)
    return remove_second_factors(user)


def end_sessions(user: User) -> None:
    """The new password makes them void; this takes their rows away as well."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()


def remove_second_factors(user: User) -> int:
    if not apps.is_installed("allauth.mfa"):
        return 0
    authenticators: Any = apps.get_model("mfa", "Authenticator")  # type: ignore[misc]  # not installed yet
    deleted, _by_model = authenticators.objects.filter(user=user).delete()
    return deleted
