"""The forms for taking in what was sent without an account, and for leaving."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.template.defaultfilters import date, truncatewords
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from blog.membership.leaving import Choice
from comments.models import Comment


class ClaimForm(forms.Form):
    comments = forms.TypedMultipleChoiceField(
        label=_("Which of them did you write?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what is yours.")},
    )

    def __init__(self, *args: Any, comments: Iterable[Comment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["comments"].choices = [(comment.pk, _said(comment)) for comment in comments]  # type: ignore[attr-defined]


def _said(comment: Comment) -> str:
    return _now("“%(words)s”, as %(name)s, to “%(title)s”, %(day)s") % {
        "words": truncatewords(comment.body, 20),
        "name": comment.name,
        "title": comment.discussion.post.title,
        "day": date(comment.submitted_at, "DATE_FORMAT"),
    }


class LeaveForm(forms.Form):
    comments = forms.ChoiceField(
        label=_("What becomes of your comments?"), choices=Choice.choices, widget=forms.RadioSelect
    )
    sure = forms.BooleanField(
        label=_("Delete my account. I know that it cannot be brought back."),
        error_messages={"required": _("Tick this box if you mean it.")},
    )
