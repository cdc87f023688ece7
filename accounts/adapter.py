"""Where allauth asks the site: who may log in, what a new account is called, how mail goes out."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django import forms
from django.conf import settings
from django.contrib.auth import get_backends
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts.models import User

logger = logging.getLogger(__name__)

_MISMATCH = _("This name and password do not belong together. Capital and small letters matter.")
ALLAUTHS_STAGE, OUR_STAGE = "allauth.account.stages.EmailVerificationStage", "accounts.stages.ProofStage"


def shown_name(user: User) -> str:
    return user.name


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _MISMATCH,
        "email_password_mismatch": _MISMATCH,
        "incorrect_password": _("This is not the password of this account. Capital and small letters matter."),
        "incorrect_code": _("This code does not fit. Compare it once more; the newest one counts."),
        "too_many_login_attempts": _("That were many tries in a short time. Wait a few minutes, then try again."),
    }

    def get_login_stages(self) -> list[str]:
        return [OUR_STAGE if stage == ALLAUTHS_STAGE else stage for stage in super().get_login_stages()]

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """However somebody comes in (password, code, passkey): the backend has the last word."""
        backends = [backend for backend in get_backends() if isinstance(backend, ModelBackend)]
        if not any(backend.user_can_authenticate(user) for backend in backends):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def is_safe_url(self, url: str | None) -> bool:
        """Only where this very request came: of the hosts that are answered, not all are the site's own.

        Raises nothing for what is no address at all, which allauth's own way does.
        """
        return url_has_allowed_host_and_scheme(url, allowed_hosts={self.request.get_host()})

    def save_user(self, request: HttpRequest, user: User, form: forms.Form, commit: bool = True) -> User:
        user.display_name = form.cleaned_data["display_name"]
        return super().save_user(request, user, form, commit)

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """From the name people see, never from the address: a user name is no secret."""
        if not user.username:
            user.username = self.generate_unique_username([user.display_name, "member"])

    def format_email_subject(self, subject: str) -> str:
        return f"[{urlsplit(settings.SITE_URL).hostname}] {subject}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Or a page that says what to do: nobody waits for a code that was never sent."""
        try:
            super().send_mail(template_prefix, email, {**context, "site_url": settings.SITE_URL})
        except (OSError, SMTPException) as error:
            logger.exception("A mail could not be sent")
            raise ImmediateHttpResponse(render(self.request, "account/mail_failed.html", status=503)) from error
