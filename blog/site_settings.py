"""One page for all that the owner sets: the site's name and look, its discussions, and what the environment says.

Words, colours, language and time zone are rows; what only a restart can change (address, mail) is told with the name
under which `.env` has it. Each saving stands in the record and can be undone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.posts.forms import PlainLabels
from blog.posts.models import Site
from blog.posts.regional import languages, zones
from blog.posts.sharing import PLACES
from comments import ledger, tally
from comments.admin import DefaultsAdmin, DefaultsForm
from comments.ledger import Kind, Undone
from comments.models import Act, Defaults

if TYPE_CHECKING:
    from accounts.models import User

KIND = "settings"


class SiteForm(PlainLabels):
    share_at = forms.MultipleChoiceField(
        label=gettext_lazy("Offer to share articles at"),
        help_text=gettext_lazy("Plain links; nothing is loaded from these places. “Copy link” is always there."),
        choices=[(key, name) for key, (name, _address) in PLACES.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False)
    posts_per_page = forms.IntegerField(label=gettext_lazy("Articles on a page"), min_value=1, max_value=100)

    class Meta:
        model = Site
        fields = ("title", "tagline", "description", "about", "language", "time_zone", "posts_per_page", "accent")
        widgets = {"accent": forms.RadioSelect, "about": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in {"language": languages(), "time_zone": zones()}.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            self.fields[name].help_text = Site._meta.get_field(name).help_text  # type: ignore[union-attr]
        if len(settings.LANGUAGES) == 1:
            self.fields["language"].help_text += " " + _("There is no other one yet.")
        self.fields["share_at"].initial = self.instance.places_to_share

    def save(self, commit: bool = True) -> Site:
        left_out = [key for key in PLACES if key not in self.cleaned_data["share_at"]]
        self.instance.not_shared_at = " ".join(left_out)
        return super().save(commit)


@dataclass(frozen=True)
class Part:
    """Some fields under a heading."""

    name: str
    fields: list[BoundField]


@dataclass(frozen=True)
class Given:
    """What the environment says: words, value, and the name it has there."""

    label: str
    value: str
    variable: str


def site_settings(request: HttpRequest) -> HttpResponse:
    if not request.user.is_superuser:
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    site, defaults = SiteForm(data, instance=Site.current()), DefaultsForm(data, instance=Defaults.current())
    if site.is_bound and all([site.is_valid(), defaults.is_valid()]):
        _save(site, defaults, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("Saved."))
        return redirect("settings")
    context = {
        **admin.site.each_context(request),
        "title": _("Settings"),
        "parts": [*_parts_of_site(site), *_parts_of_discussions(defaults)],
        "rules_part": _("Discussions"),
        "given": _given(),
        "has_errors": bool(site.errors or defaults.errors),
    }
    return render(request, "admin/site_settings.html", context, status=400 if context["has_errors"] else 200)


def _parts_of_site(form: SiteForm) -> list[Part]:
    return [
        Part(_("The site"), [form[name] for name in ("title", "tagline", "description", "about", "posts_per_page")]),
        Part(_("Language and time"), [form["language"], form["time_zone"]]),
        Part(_("Look"), [form["accent"]]),
        Part(_("Sharing"), [form["share_at"]]),
    ]


def _parts_of_discussions(form: forms.ModelForm) -> list[Part]:
    found = []
    for name, options in DefaultsAdmin.fieldsets:
        names: Iterable[Any] = options["fields"]
        found.append(Part(str(name or _("Discussions")), [form[name] for name in names]))
    return found


def _given() -> list[Given]:
    mail = _("set up") if settings.EMAIL_CONFIGURED else _("not set up: letters wait")
    return [
        Given(_("Address of the site"), settings.SITE_URL, "SITE_URL"),
        Given(_("Mail"), mail, "EMAIL_URL"),
    ]


def _save(site: SiteForm, defaults: forms.ModelForm, *, by: User) -> None:
    """Both rows, and what they were before, in one transaction."""
    former = {"site": _values(Site.current()), "defaults": _values(Defaults.current())}
    with transaction.atomic():
        saved = {"site": site.save(), "defaults": defaults.save()}
        before = {name: _changed(former[name], _values(row)) for name, row in saved.items()}
        if not any(before.values()):
            return
        if is_seen_in_discussions(before):
            tally.touch_all()
        about = ", ".join(_labels(saved[name], fields) for name, fields in before.items() if fields)
        ledger.enter(KIND, by=by, role="owner", about=about[:300], before=before)


def is_seen_in_discussions(before: dict[str, Any]) -> bool:
    """Dates stand beside every response, in the time and the words of the site."""
    return bool(before.get("defaults") or {"language", "time_zone"} & set(before.get("site", {})))


def _values(row: Model) -> dict[str, Any]:
    return {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}


def _changed(former: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """By name, what it was and what it is."""
    return {name: [value, now[name]] for name, value in former.items() if now[name] != value}


def _labels(row: Model, names: Iterable[str]) -> str:
    words = {field.name: str(field.verbose_name) for field in row._meta.concrete_fields}
    return ", ".join(words[name] for name in names)


def _put_back(act: Act, _by: User) -> Undone:
    """What somebody has changed again since stays as it is."""
    undone = Undone()
    for name, row in _rows().items():
        fields = act.before.get(name) or {}
        standing = {field: was for field, (was, became) in fields.items() if getattr(row, field) == became}
        for field, value in standing.items():
            setattr(row, field, value)
        if standing:
            row.save()
            undone.is_changed = True
        if left := [field for field in fields if field not in standing]:
            undone.left.append(_("Changed again since, and left as it is: %(names)s.") % {"names": _labels(row, left)})
    if undone.is_changed and is_seen_in_discussions(act.before):
        tally.touch_all()
    return undone


def _rows() -> dict[str, Site | Defaults]:
    return {"site": Site.current(), "defaults": Defaults.current()}


def _preview(act: Act, _by: User) -> list[str]:
    rows = _rows()
    return [
        _("%(setting)s: “%(now)s” becomes “%(before)s” again.")
        % {"setting": _labels(rows[name], [field]), "now": became, "before": was}
        for name, fields in act.before.items()
        for field, (was, became) in fields.items()
        if getattr(rows[name], field) == became
    ]


ledger.register(Kind(KIND, gettext_lazy("Changed settings"), lambda _act, user: user.is_superuser, _preview, _put_back))
