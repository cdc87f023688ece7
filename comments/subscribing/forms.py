"""The form that asks for an address to follow something with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comments.models import Subscription

Scope = Subscription.Scope
OF_A_DISCUSSION = (Scope.DISCUSSION, Scope.AUTHOR)
WORDS = {
    Scope.DISCUSSION: _("Every new response here"),
    Scope.AUTHOR: _("Only what the author writes"),
}


class AskForm(forms.Form):
    """`scopes`: what may be followed on this page. More than one: the reader chooses; one: it is that."""

    scope = forms.ChoiceField(
        label=_("What do you want to hear of?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what fits best."), "invalid_choice": _("Choose what fits best.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "form-control"}),
        error_messages={
            "required": _("Give the address that the mail is to go to."),
            "invalid": _("Enter a whole e-mail address, such as name@example.org."),
        },
    )
    # Named so that people's browsers leave it alone and machines do not.
    subject = forms.CharField(label=_("Leave this field empty"), required=False, max_length=500)

    def __init__(self, *args: Any, scopes: tuple[str, ...], has_address: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only = scopes[0] if len(scopes) == 1 else ""
        if self.only:
            del self.fields["scope"]
        else:
            choices = [(scope, words) for scope, words in WORDS.items() if scope in scopes]
            self.fields["scope"].choices = choices  # type: ignore[attr-defined]
            self.fields["scope"].initial = choices[0][0]
        if has_address:
            del self.fields["email"]
        if self.is_bound:
            self._mark_what_is_wrong()

    def clean_subject(self) -> str:
        if self.cleaned_data["subject"]:
            raise forms.ValidationError(_("Please empty this field, then send it again."), code="honeypot")
        return ""

    @property
    def chosen(self) -> str:
        return self.only or str(self.cleaned_data["scope"])

    def _mark_what_is_wrong(self) -> None:
        if "email" in self.fields and "email" in self.errors:
            attributes = {"aria-invalid": "true", "aria-describedby": "email-error", "autofocus": True}
            self.fields["email"].widget.attrs.update(attributes)
