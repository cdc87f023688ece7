"""The login form, where it says more than allauth's.

Apart from the form for signing up, which allauth's forms are built upon and import.
"""

from __future__ import annotations

from typing import Any

from allauth.account import forms
from django.utils.translation import gettext_lazy as _


class LoginForm(forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Username or e-mail address")
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"
        self.fields["password"].help_text = ""  # the page has a paragraph for whoever lost it
        self.fields["remember"].label = _("Stay logged in on this device")
