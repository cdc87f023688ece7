"""The form for leaving."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from blog.membership.leaving import Choice


class LeaveForm(forms.Form):
    comments = forms.ChoiceField(
        label=_("What becomes of your comments?"), choices=Choice.choices, widget=forms.RadioSelect
    )
    sure = forms.BooleanField(
        label=_("Delete my account. I know that it cannot be brought back."),
        error_messages={"required": _("Tick this box if you mean it.")},
    )
