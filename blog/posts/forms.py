"""The forms of the panel for articles and pictures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from blog.posts import mailing, pictures
from blog.posts.editor import ArticleEditor
from blog.posts.models import Picture, Post, Tag

MAX_TAGS = 20  # more words than that gather nothing


class TagNames(forms.CharField):
    """Tags as people type them: words with commas between. Cleans to a list of names, each once."""

    def clean(self, value: Any) -> list[str]:
        typed = (" ".join(name.split()) for name in super().clean(value).split(","))
        names = list({name.casefold(): name for name in reversed([*typed]) if name}.values())[::-1]
        if len(names) > MAX_TAGS:
            raise ValidationError(
                _("That is more than %(most)s tags. Which ones matter?"), "too_many", {"most": MAX_TAGS}
            )
        if long := next((name for name in names if len(name) > (Tag._meta.get_field("name").max_length or 0)), None):
            raise ValidationError(_("“%(name)s” is too long for a tag."), "too_long", {"name": long[:40] + "…"})
        return names


class PlainLabels(forms.ModelForm):
    """Labels without a colon behind them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class ArticleForm(PlainLabels):
    tag_names = TagNames(
        label=_("Tags"),
        required=False,
        help_text=_("With commas between. A word that is new becomes a new tag."),
        widget=forms.TextInput(attrs={"data-words": "", "autocomplete": "off"}),
    )
    # When what the writer has before them was stored; a page from before that is still open says nothing.
    read_at = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Post
        fields = (
            "title",
            "body",
            "summary",
            "status",
            "published_at",
            "slug",
            "kind",
            "menu_position",
            "author",
            "send_to_readers",
        )
        labels = {"slug": _("Last part of the address")}
        widgets = {
            "title": forms.TextInput(attrs={"class": "title-input"}),
            "body": ArticleEditor,
            "summary": forms.Textarea(attrs={"rows": 3}),
            "status": forms.RadioSelect,
            "kind": forms.RadioSelect,
            "published_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["tag_names"] = ", ".join(tag.name for tag in self.instance.tags.all())
            self.initial["read_at"] = self.instance.updated_at.isoformat()
            if published := self.instance.published_at:  # the field shows minutes, and has not changed by that
                self.initial["published_at"] = published.replace(second=0, microsecond=0)
        if moment := self.fields.get("published_at"):
            moment.help_text = _(
                "In the time of %(zone)s, where it is %(now)s now. A time to come: it appears by itself. Empty: now."
            ) % {"zone": timezone.get_current_timezone_name(), "now": timezone.localtime().strftime("%H:%M")}
        if wish := self.fields.get("send_to_readers"):
            wish.label, wish.help_text = mailing.label(), mailing.help_text()
        self.fields["tag_names"].widget.attrs["data-words"] = ",".join(Tag.objects.values_list("name", flat=True))

    def clean_published_at(self) -> Any:
        """The field shows minutes. What was not touched keeps its seconds."""
        before, now = self.instance.published_at, self.cleaned_data["published_at"]
        return before if before and now == before.replace(second=0, microsecond=0) else now

    def clean_read_at(self) -> str:
        read_at, stored = self.cleaned_data["read_at"], self.initial.get("read_at", "")
        if read_at and read_at != stored:
            self._put("read_at", stored)  # who has been told may put this text in the place of that one
            self.add_error(None, self._saved_meanwhile())
        return read_at  # type: ignore[no-any-return]

    def _put(self, name: str, value: str) -> None:
        """Into the form as it comes again."""
        data: Any = self.data
        self.data = data.copy()
        self.data[name] = value  # type: ignore[index]

    def _saved_meanwhile(self) -> SafeString:
        moment = date_format(timezone.localtime(self.instance.updated_at), "DATETIME_FORMAT")
        return format_html(
            '{} <a href="{}" target="_blank" rel="noopener">{}</a>',
            _(
                "This was saved on %(moment)s, after you had opened it here: in another window, or by somebody else."
                " What you wrote is below and not saved yet. Save again to put it in the place of what is stored."
            )
            % {"moment": moment},
            self.instance.get_absolute_url(),
            _("Look at what is stored"),
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if cleaned is not None and cleaned.get("kind") == Post.Kind.ARTICLE:
            cleaned["menu_position"] = None
        elif cleaned is not None and "send_to_readers" in self.fields:
            cleaned["send_to_readers"] = False
        return cleaned


class PictureForm(PlainLabels):
    """A new picture, from the editor or from the page of pictures."""

    class Meta:
        model = Picture
        fields = ("file", "alt")
        field_classes = {"file": forms.FileField}
        widgets = {"file": forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"})}

    def clean_file(self) -> Any:
        """Redrawn at once: what is stored was never anybody's file."""
        return pictures.redraw(self.cleaned_data["file"])
