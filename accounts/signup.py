"""What a new account is asked for beside allauth's own questions, and how the name is changed later."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.names import clean_shown_name


class NameForm(forms.Form):
    """What every way of signing up asks for first; allauth's forms grow from this one."""

    field_order = ("display_name", "username", "email", "password1")

    display_name = forms.CharField(
        label=_("Name"),
        max_length=User._meta.get_field("display_name").max_length,
        help_text=_("This is what readers see beside your comments. A first name will do."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "username" in self.fields:
            self.fields["username"].help_text = _("For logging in. Others do not see it.")

    def clean_display_name(self) -> str:
        return clean_shown_name(self.cleaned_data["display_name"])

    def signup(self, request: HttpRequest, user: User) -> None:
        """Nothing is left to do: the adapter has written the name."""


class ShownNameForm(forms.ModelForm):
    """One's own name, changed on the account page."""

    class Meta:
        model = User
        fields = ("display_name",)
        labels = {"display_name": _("Name")}
        help_texts = {"display_name": _("What readers see beside your comments from now on.")}
        widgets = {"display_name": forms.TextInput(attrs={"autocomplete": "nickname"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["display_name"].required = True

    def clean_display_name(self) -> str:
        return clean_shown_name(self.cleaned_data["display_name"], self.instance)
