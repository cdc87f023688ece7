"""The form on the receipt."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from comments.forms import BodyField
from comments.submission import MAX_LENGTH


class EditForm(forms.Form):
    body = BodyField(label=_("Your response"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["body"].widget.attrs["maxlength"] = MAX_LENGTH
