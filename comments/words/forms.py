"""What moderators fill in: one entry, many at once, and a text to try the lists on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from blog.posts.models import Post, Tag
from comments.models import Phrase
from comments.words import lists
from comments.words.lists import Listing
from comments.words.refusals import Refused

if TYPE_CHECKING:
    _Form = forms.BaseForm
else:
    _Form = object

MAX_TRIED = 100_000  # characters of a text to try the lists on: no comment is longer
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})?")

PATTERN_HELP = _(
    "A word is found as a whole word: “cialis” not in “specialist”. * stands for any letters: casino*, *casino*, ca*no. "
    "Between two slashes stands a regular expression: /v[i1]agra/. Capitals do not matter."
)


class ArticleField(forms.CharField):
    """An article, named by its address or its title; nobody scrolls through a thousand of them."""

    default_error_messages = {"unknown": _("There is no such article here. Copy its address from the browser.")}

    def __init__(self, **given: Any) -> None:
        help_text = _("Its address, as the browser shows it, or its title.")
        super().__init__(
            **{"label": _("Article"), "required": False, "max_length": 300, "help_text": help_text, **given}
        )

    def clean(self, value: Any) -> Any:
        wanted = super().clean(value).strip()
        if not wanted:
            return None
        slug = urlsplit(wanted).path.strip("/").rpartition("/")[2] if "[" not in wanted else ""
        posts = Post.objects.without_text()
        found = (posts.filter(slug=slug).first() if slug else None) or posts.filter(title__iexact=wanted).first()
        if found is None:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        return found

    def prepare_value(self, value: Any) -> Any:
        return value.get_absolute_url() if isinstance(value, Post) else value


class Scoped(_Form):
    """Either a tag or an article, and a language that could be one."""

    def clean_language(self) -> str:
        given = self.cleaned_data["language"].strip()
        if given and not _LANGUAGE.fullmatch(given):
            raise ValidationError(_("Write a language as its code: “en”, “de”, “pt-br”."), code="language")
        return given

    def refuse_two_scopes(self) -> None:
        if self.cleaned_data.get("tag") and self.cleaned_data.get("article"):
            raise ValidationError(_("Choose a tag or an article, not both."), code="one")


class PhraseForm(Scoped, forms.ModelForm):
    article = ArticleField()

    class Meta:
        model = Phrase
        fields = ("list", "pattern", "field", "tag", "language", "note")
        help_texts = {"pattern": PATTERN_HELP, "tag": _("Only below articles under it. Empty: everywhere.")}
        widgets = {
            "pattern": forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "off", "autocomplete": "off"})
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["article"].initial = self.instance.post

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.refuse_two_scopes()
        self.instance.post = data.get("article")
        if "pattern" in data and "field" in data:
            try:
                lists.checked(data["pattern"], data["field"])
                lists.refuse_without_room(data["pattern"], besides=self.instance.pk or 0)
            except Refused as why:
                self.add_error("pattern", ValidationError(str(why), code=why.code))
        return data

    def validate_unique(self) -> None:
        """The constraints know nothing of a tag that is not chosen; this says it in words."""
        if self.errors:
            return
        row = self.instance
        same = Phrase.objects.filter(
            list=row.list, pattern=row.pattern, field=row.field, tag=row.tag, post=row.post
        ).exclude(pk=row.pk)
        if same.exists():
            self.add_error("pattern", ValidationError(_("This is on the list already."), code="unique"))


class PasteForm(Scoped, forms.Form):
    """Many at once, one on a line."""

    OURS, WORDPRESS = "ours", "wordpress"

    list = forms.ChoiceField(label=_("List"), choices=Phrase.List.choices, initial=Phrase.List.HOLD)
    lines = forms.CharField(
        label=_("Words and patterns, one on a line"),
        max_length=4_500_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "class": "lines"}),
        error_messages={"required": _("There is nothing here yet. Paste the words, one on a line.")},
    )
    meaning = forms.ChoiceField(
        label=_("They come from"),
        choices=[
            (OURS, _("This kind of list: whole words, wildcards, expressions between slashes")),
            (WORDPRESS, _("WordPress: found inside of other words too; * and / stand for themselves")),
        ],
        initial=OURS,
        widget=forms.RadioSelect,
    )
    field = forms.ChoiceField(label=_("Looks at"), choices=Phrase.Field.choices, initial=Phrase.Field.ANYTHING)
    tag = forms.ModelChoiceField(
        label=_("Tag"), queryset=Tag.objects.all(), required=False, help_text=_("Only below articles under it.")
    )
    article = ArticleField()
    language = forms.CharField(
        label=_("Language"), required=False, max_length=12, help_text=_("A code such as “en”. Empty: always.")
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.refuse_two_scopes()
        return data

    @property
    def listing(self) -> Listing:
        data = self.cleaned_data
        return Listing(data["list"], data["field"], data["language"], data["tag"], data["article"], data["note"])


class TryForm(forms.Form):
    """Nothing of it is stored."""

    text = forms.CharField(
        label=_("Text"), required=False, max_length=MAX_TRIED, strip=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    name = forms.CharField(label=_("Name"), required=False, max_length=200)
    email = forms.CharField(label=_("Mail address"), required=False, max_length=254)
    website = forms.CharField(label=_("Website"), required=False, max_length=500)
    article = ArticleField(help_text=_("Below it, entries for it and for its tags count too."))
    pattern = forms.CharField(
        label=_("A pattern to try with them"), required=False, max_length=200, help_text=_("It is not added to a list.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
