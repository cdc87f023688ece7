"""What is asked before somebody is blocked, and for a note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog import markup
from comments.models import Whom
from comments.people import measures, notes, patterns

if TYPE_CHECKING:
    from comments.people.persons import Person

MAX_WORDS = 500


def _text(label: Any, help_text: Any, rows: int = 2) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "class": "form-control", "dir": "auto"})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=MAX_WORDS, widget=widget)


class NoteForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("A note for colleagues"),
        max_length=notes.MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control", "dir": "auto"}),
        error_messages={
            "required": gettext_lazy("There is nothing here yet. Write your note, then keep it."),
            "max_length": gettext_lazy(
                "That is %(show_value)d characters, and %(limit_value)d fit. Your note is still here: shorten it."
            ),
        },
    )

    def clean_text(self) -> str:
        text = markup.clean_text(self.cleaned_data["text"]).strip()
        if not text:
            raise forms.ValidationError(self.fields["text"].error_messages["required"], code="required")
        return text


class BlockForm(forms.Form):
    """`person`: whom it is about; without one, a domain or a pattern is asked for."""

    whom = forms.ChoiceField(label=gettext_lazy("Block"), widget=forms.RadioSelect)
    value = forms.CharField(
        label=gettext_lazy("Which domain or pattern"),
        help_text=gettext_lazy(
            "“example.org” for everybody with an address there. In a pattern, * stands for anything: “*casino*”."
        ),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    time = forms.ChoiceField(
        label=gettext_lazy("For"),
        choices=[(key, words) for key, (words, _length) in measures.TIMES.items()],
        initial="week",
        widget=forms.RadioSelect,
    )
    hides = forms.BooleanField(
        label=gettext_lazy("Also take what stands on the page off it"),
        help_text=gettext_lazy("Undoing the block brings it back."),
        required=False,
    )
    reason = _text(
        gettext_lazy("Reason, for the person"), gettext_lazy("They read it where they are refused, and on their page.")
    )
    note = _text(gettext_lazy("Internal note"), gettext_lazy("Only those who decide here read it."))
    public = forms.BooleanField(
        label=gettext_lazy("Yes, block everybody at this provider"), required=False, widget=forms.CheckboxInput
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whom"].choices = kinds  # type: ignore[attr-defined]
        self.asks_public = False

    def clean_reason(self) -> str:
        return markup.clean_text(self.cleaned_data["reason"]).strip()

    def clean_note(self) -> str:
        return markup.clean_text(self.cleaned_data["note"]).strip()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("whom") in {Whom.DOMAIN, Whom.PATTERN}:
            self._clean_value(data)
        else:
            data["value"] = ""
        return data

    def _clean_value(self, data: dict[str, Any]) -> None:
        read = patterns.as_domain if data["whom"] == Whom.DOMAIN else patterns.as_pattern
        try:
            data["value"] = read(data.get("value", ""))
        except patterns.NotOneError as error:
            self.add_error("value", forms.ValidationError(str(error), code="value"))
            return
        self.asks_public = data["whom"] == Whom.DOMAIN and patterns.is_public(data["value"])
        if self.asks_public and not data.get("public"):
            said = _("At %(domain)s anybody may have an inbox. To block it all the same, tick “everybody” below.")
            self.add_error("public", forms.ValidationError(said % {"domain": data["value"]}, code="public"))


def kinds_for(person: Person | None, found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    if person:
        return found
    return [(whom, str(Whom(whom).label)) for whom in (Whom.DOMAIN, Whom.PATTERN)]
