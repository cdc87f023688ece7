"""Forms of the panel for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import DUTIES, Role, is_last_owner, role_of

if TYPE_CHECKING:
    PersonForm = forms.ModelForm
else:
    PersonForm = object

ADDRESS_TAKEN = _("Somebody with this e-mail address already has an account.")
LAST_OWNER = _("This is the only owner. Make somebody else an owner first.")


def role_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Role"),
        choices=list(DUTIES.items()),
        initial=Role.MEMBER,
        widget=forms.RadioSelect,
        help_text=_("Everybody but a member may enter the panel, and sees only their own work there."),
    )


class WithOwnAddress(PersonForm):
    """An address belongs to one person, however it is capitalised. None is NULL."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def clean_email(self) -> str | None:
        email = self.cleaned_data["email"] or None
        if email and User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError(ADDRESS_TAKEN, code="unique")
        return email


class PersonCreationForm(WithOwnAddress, UserCreationForm):
    role = role_field()

    class Meta:
        model = User
        fields = ("username", "display_name", "email")


class PersonChangeForm(WithOwnAddress, UserChangeForm):
    password = None  # type: ignore[assignment]
    role = role_field()

    class Meta:
        model = User
        fields = ("username", "display_name", "email", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["role"] = role_of(self.instance)
        self.was_last_owner = is_last_owner(self.instance)
        self.fields["is_active"].help_text = _("Without the tick nobody can sign in here. What was written stays.")

    def clean_role(self) -> str:
        if self.was_last_owner and self.cleaned_data["role"] != Role.OWNER:
            raise ValidationError(LAST_OWNER, code="last-owner")
        return self.cleaned_data["role"]

    def clean_is_active(self) -> bool:
        if self.was_last_owner and not self.cleaned_data["is_active"]:
            raise ValidationError(LAST_OWNER, code="last-owner")
        return self.cleaned_data["is_active"]


class NewPasswordForm(AdminPasswordChangeForm):
    """A password for somebody else. That an account may have none is no question of this page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields.pop("usable_password", None)
        for name in ("password1", "password2"):
            self.fields[name].required = True
