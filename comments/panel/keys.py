"""The keys of the queue: which there are, what somebody made of them, and the page where they are chosen.

A command is known by its own key, which is what `data-key` names in the pages; a person's map says
what they press instead.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from comments.models import Comment, KeyMap
from comments.panel import returning
from comments.panel.acts import Notice
from comments.panel.door import for_deciders, panel

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from accounts.models import User
    from comments.panel.door import DeciderRequest

_MEMO = "_queue_keys"


@dataclass(frozen=True)
class Command:
    key: str  # its own, by which pages and scripts know it
    label: str | _StrPromise


COMMANDS = (
    Command("j", gettext_lazy("next comment")),
    Command("k", gettext_lazy("previous comment")),
    Command("a", gettext_lazy("approve")),
    Command("r", gettext_lazy("answer, and approve what waits")),
    Command("d", gettext_lazy("decline")),
    Command("s", gettext_lazy("spam")),
    Command("x", gettext_lazy("remove")),
    Command("h", gettext_lazy("hold again")),
    Command("u", gettext_lazy("undo what was done last")),
    Command("/", gettext_lazy("search")),
    Command("?", gettext_lazy("show these keys")),
)
_LABELS = {command.key: command.label for command in COMMANDS}


class KeysForm(forms.Form):
    """A key for each command, no key for two."""

    def __init__(self, data: Mapping[str, Any] | None, chosen: Mapping[str, str]) -> None:
        super().__init__(data, label_suffix="")
        for place, command in enumerate(COMMANDS):
            self.fields[f"key-{place}"] = forms.CharField(
                label=command.label,
                initial=shown(chosen.get(command.key, command.key)),
                strip=False,
                widget=forms.TextInput(attrs={"class": "form-control", "maxlength": 4, "autocomplete": "off"}),
                error_messages={"required": gettext_lazy("Press a key for this one too.")},
            )

    def clean(self) -> dict[str, str]:
        """What each command is pressed by, where all is well."""
        taken: dict[str, Command] = {}
        chosen = {}
        for place, command in enumerate(COMMANDS):
            name = f"key-{place}"
            if name not in self.cleaned_data:
                continue
            key = self.cleaned_data[name].strip().lower()
            if problem := _problem(key, taken):
                self.add_error(name, forms.ValidationError(problem, "key"))
            else:
                taken[key] = command
                chosen[command.key] = key
        return chosen


def keys_of(request: HttpRequest) -> dict[str, str]:
    """What whoever asks presses for each command, where it is another key; read once a request."""
    if not hasattr(request, _MEMO):
        found = KeyMap.objects.filter(owner=request.user.pk).values_list("keys", flat=True).first()
        remember(request, found)
    return getattr(request, _MEMO)


def column() -> Subquery:
    """The same, for a query that reads whoever asks."""
    return Subquery(KeyMap.objects.filter(owner=OuterRef("pk")).values("keys"))


def remember(request: HttpRequest, stored: Mapping[str, Any] | None) -> None:
    """What was stored is only followed as far as it still makes sense."""
    chosen = {own: key for own, key in (stored or {}).items() if own in _LABELS and isinstance(key, str)}
    in_use = [chosen.get(command.key, command.key) for command in COMMANDS]
    setattr(request, _MEMO, chosen if len(set(in_use)) == len(in_use) else {})


def shown(key: str) -> str:
    return key.upper()


def as_json(chosen: Mapping[str, str]) -> str:
    """For the script: what is pressed, and the command's own key that it stands for."""
    return json.dumps({chosen.get(command.key, command.key): command.key for command in COMMANDS})


@require_http_methods(["GET", "HEAD", "POST"])
@for_deciders
def key_page(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    """Choose them; `reset` gives everything its own key again."""
    if "reset" in request.POST:
        KeyMap.objects.filter(owner=request.user).delete()
        returning.notify(request, Notice(_("Every key is what it was.")))
        return redirect("queue:keys", permanent=False)
    form = KeysForm(request.POST or None, keys_of(request))
    if form.is_valid():
        store(request.user, form.cleaned_data)
        returning.notify(request, Notice(_("Your keys are kept with your account.")))
        return redirect("queue:keys", permanent=False)
    context = {"title": _("Keys"), "form": form, "is_changed": bool(keys_of(request))}
    status = 400 if form.is_bound else 200
    return render(request, "comments/panel/keys.html", {**panel(request), **context}, status=status)


def store(user: User, pressed: Mapping[str, str]) -> None:
    keys = {own: key for own, key in pressed.items() if own != key}
    KeyMap.objects.update_or_create(owner=user, defaults={"keys": keys})


def _problem(key: str, taken: Mapping[str, Command]) -> str:
    if len(key) != 1 or not key.isprintable() or key.isspace():
        return _("One letter, digit or sign: nothing longer fits a key.")
    if key in taken:
        said = _("“%(key)s” is already the key for “%(command)s”. Choose another.")
        return said % {"key": shown(key), "command": taken[key].label}
    return ""
