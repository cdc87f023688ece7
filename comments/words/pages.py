"""Two pages beside the lists: adding many at once, and trying the lists on a text."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from blog import markup
from comments.models import Phrase
from comments.moderation import can_moderate
from comments.panel import returning
from comments.panel.acts import Notice
from comments.rules import linking
from comments.words import lists, wordpress
from comments.words.forms import PasteForm, TryForm
from comments.words.lists import Added
from comments.words.matching import Fields, Match, matches, tried
from comments.words.refusals import Refused

View = Callable[..., HttpResponse]


def for_site_moderators(view: View) -> View:
    """For who may decide everywhere, as the lists themselves."""

    @functools.wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not can_moderate(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return door


def address(place: str) -> str:
    return reverse(f"admin:comments_phrase_{place}")


@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest) -> HttpResponse:
    """Good lines are taken at once; the others stay in the field, each with what is wrong with it."""
    form = PasteForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, "paste", _("Add many"), {"form": form})
    read = wordpress.as_pattern if form.cleaned_data["meaning"] == PasteForm.WORDPRESS else str.strip
    outcome = lists.add(form.cleaned_data["lines"].splitlines(), form.listing, by=request.user, read=read)  # type: ignore[arg-type]
    _tell(request, outcome)
    if not outcome.bad:
        return HttpResponseRedirect(address("changelist"))
    left = PasteForm({**request.POST.dict(), "lines": "\n".join(bad.pattern for bad in outcome.bad)})
    return _page(request, "paste", _("Add many"), {"form": left, "bad": outcome.bad})


@require_http_methods(["GET", "HEAD", "POST"])
def try_out(request: HttpRequest) -> HttpResponse:
    """What would match; nothing is stored and no hit is counted."""
    form = TryForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        html = markup.comment_html(data["text"])
        hosts = tuple(linking.foreign_hosts(html))
        sent = Fields(data["text"], data["name"], data["email"], data["website"], hosts, html)
        found = matches(sent, data["article"])
        try:
            own = tried(data["pattern"], sent) if data["pattern"].strip() else []
        except Refused as why:
            own = []
            form.add_error("pattern", str(why))
        context |= {"found": found, "own": own, "shown": shown(sent, [*found, *own]), "is_tried": True}
        context["is_spam"] = any(match.list == Phrase.List.DISALLOWED for match in found)
    return _page(request, "try", _("Try the lists on a text"), context)


@dataclass(frozen=True)
class Part:
    """A piece of a field, and whether something matched in it."""

    text: str
    is_hit: bool


def shown(sent: Fields, found: list[Match]) -> list[tuple[str, list[Part]]]:
    """Each field in which something matched, in pieces; as it was typed, as it is seen, or both."""
    labels = dict(Phrase.Field.choices)
    fields = {
        (field, value): [(match.start, match.end) for match in found if (match.field, match.within) == (field, value)]
        for field, value in sent.by_name()
    }
    return [(str(labels[field]), parts(value, places)) for (field, value), places in fields.items() if places]


def parts(text: str, places: list[tuple[int, int]]) -> list[Part]:
    """The text cut where matches begin and end; those that overlap become one."""
    cut: list[Part] = []
    at = 0
    for start, end in sorted(places):
        if end <= at:
            continue
        if start > at:
            cut.append(Part(text[at:start], is_hit=False))
        cut.append(Part(text[max(start, at) : end], is_hit=True))
        at = end
    return [*cut, Part(text[at:], is_hit=False)] if at < len(text) else cut


def _tell(request: HttpRequest, outcome: Added) -> None:
    told = [ngettext("%(n)d entry is added.", "%(n)d entries are added.", outcome.count) % {"n": outcome.count}]
    if outcome.duplicates:
        there = ngettext("%(n)d was there already.", "%(n)d were there already.", outcome.duplicates)
        told.append(there % {"n": outcome.duplicates})
    if outcome.bad:
        left = ngettext(
            "%(n)d line could not be used and stands below.",
            "%(n)d lines could not be used and stand below.",
            len(outcome.bad),
        )
        told.append(left % {"n": len(outcome.bad)})
    returning.notify(
        request,
        Notice(" ".join(told), "warning" if outcome.bad else "success", act=outcome.act.pk if outcome.act else None),
    )


def _page(request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
    around = {**admin.site.each_context(request), "title": title, "opts": Phrase._meta}
    return render(request, f"admin/comments/phrase/{name}.html", {**around, **context})
