"""What the address of a queue page may say: which view, what it is narrowed to, and where the page begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import BigAutoField, Q
from django.utils.translation import gettext_lazy as _

from blog.posts.models import Tag
from comments.models import Comment, Status

ALL = "all"
REPORTED = "reported"
LIKELY_LAST = "likely-last"
MOST_DAYS = 36_500  # a century: no comment is older
_EDGE = r"^[0-9]{1,17}-[0-9]{1,18}\Z"  # microseconds and a key
_TOO_LONG = {"max_length": _("That is too long to look for: give at most %(limit_value)d characters.")}
_NO_CHOICE = {"invalid_choice": _("There is no such choice here any more. Choose another.")}
_NO_DAYS = dict.fromkeys(("invalid", "min_value", "max_value"), _("Give a number of days, from 1 on."))


def rules() -> list[tuple[str, Any]]:
    """Every reason a comment may be held for, as the model knows them."""
    return [("", _("Any reason")), *(choice for choice in _held_for() if choice[0])]


def _held_for() -> list[tuple[str, Any]]:
    return list(Comment._meta.get_field("held_for").choices or [])  # type: ignore[union-attr]


def _search(label: Any, length: int = 200) -> forms.CharField:
    widget = forms.TextInput(attrs={"type": "search", "class": "form-control"})
    return forms.CharField(max_length=length, required=False, label=label, widget=widget, error_messages=_TOO_LONG)


def _select(label: Any, choices: Any) -> forms.ChoiceField:
    widget = forms.Select(attrs={"class": "form-select"})
    return forms.ChoiceField(choices=choices, required=False, label=label, widget=widget, error_messages=_NO_CHOICE)


def _days(label: Any) -> forms.IntegerField:
    # A field for text keeps what was typed, also where it is no number; browsers' fields for numbers do not.
    widget = forms.TextInput(attrs={"class": "form-control", "inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(
        min_value=1, max_value=MOST_DAYS, required=False, label=label, widget=widget, error_messages=_NO_DAYS
    )


class Filter(forms.Form):
    """What it says wrongly is not applied, and the page says so."""

    status = forms.ChoiceField(
        choices=[*Status.choices, (REPORTED, _("Reported")), (ALL, _("All"))],
        required=False,
        label=_("View"),
        error_messages=_NO_CHOICE,
    )
    post = forms.IntegerField(
        min_value=1,
        max_value=BigAutoField.MAX_BIGINT,
        required=False,
        label=_("Article"),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("There is no such article.")),
    )
    like = forms.IntegerField(
        min_value=1,
        max_value=BigAutoField.MAX_BIGINT,
        required=False,
        label=_("Alike"),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("There is no such comment.")),
    )
    q = _search(_("Words, name, address or website"))
    text = _search(_("Words in the text"))
    person = _search(_("Name or address"), 254)
    article = _search(_("Title of the article"))
    tag = _search(_("Tag"), 80)
    rule = _select(_("Held because it"), rules)
    link = _select(_("Links"), [("", _("With or without")), ("yes", _("With a link")), ("no", _("Without links"))])
    older = _days(_("Older than (days)"))
    newer = _days(_("Newer than (days)"))
    sort = _select(_("Order"), [("", _("As it came")), (LIKELY_LAST, _("Most likely advertising last"))])
    after = forms.RegexField(_EDGE, required=False, label=_("Page"))
    before = forms.RegexField(_EDGE, required=False, label=_("Page"))

    boxes = ("text", "person", "article", "tag", "rule", "link", "older", "newer")

    def __init__(self, data: Mapping[str, str], *, shows_addresses: bool = False) -> None:
        super().__init__(data, label_suffix="")
        if not shows_addresses:
            self.fields["person"].label = _("Name")
            self.fields["q"].label = _("Words, name or website")

    def clean_tag(self) -> str:
        """By its name or as addresses write it; a list of all would be one more thing to read for every page."""
        named = self.cleaned_data["tag"].strip()
        if not named:
            return ""
        slug = Tag.objects.filter(Q(slug=named) | Q(name__iexact=named)).values_list("slug", flat=True).first()
        if slug is None:
            raise forms.ValidationError(_("There is no such tag. Write it as it stands below the article."), "unknown")
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        older, newer = cleaned.get("older"), cleaned.get("newer")
        if older and newer and newer <= older:
            self.add_error("newer", _("Nothing is older and newer than that at once. Give a larger number here."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def fields_shown(self) -> list[forms.BoundField]:
        return [self[name] for name in self.boxes]

    @property
    def problems(self) -> list[tuple[Any, Any]]:
        """What was not applied: the field's words, and what to do."""
        return [(self.fields[name].label, said) for name, found in self.errors.items() for said in found]
