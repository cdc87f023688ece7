"""After an act one is back where one was, with a notice that may offer to undo it."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from comments.panel.acts import Notice

_LEVELS = {"success": messages.SUCCESS, "warning": messages.WARNING, "error": messages.ERROR}
_UNDO = re.compile(r"undo-([0-9a-f-]{36})")
_ANSWER = re.compile(r"answer-(\d{1,18})")
_FOCUS = re.compile(r"focus-(\d{1,18})")


@dataclass(frozen=True)
class Toast:
    """A notice as a page shows it: its words, and what its Undo button sends."""

    text: str
    level: str
    act: str = ""
    answer: str = ""
    focus: str = ""

    @property
    def is_undoable(self) -> bool:
        return bool(self.act or self.answer)


def notify(request: HttpRequest, notice: Notice) -> None:
    """Keep a notice for the next page. What it undoes travels in the tags, since a message is only text."""
    parts = {"undo": notice.act, "answer": notice.answer, "focus": notice.focus}
    tags = [f"{name}-{value}" for name, value in parts.items() if value]
    messages.add_message(request, _LEVELS[notice.level], notice.text, extra_tags=" ".join(tags))


def toasts(request: HttpRequest) -> list[Toast]:
    """What the last act left to say; said once."""
    return [
        Toast(str(message), message.level_tag, *(_first(part, message.tags) for part in (_UNDO, _ANSWER, _FOCUS)))
        for message in messages.get_messages(request)
    ]


def came_from(request: HttpRequest) -> str:
    """The page of this site that `next` names; "" for any other."""
    target = request.POST.get("next") or request.GET.get("next", "")
    return target if target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None) else ""


def back(request: HttpRequest) -> HttpResponseRedirect:
    """303 to the page that `next` names, and to the card that `focus` names on it. Never off this site."""
    target = request.POST.get("next", "")
    if not target.startswith("/") or not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = reverse("queue:list")
    focus = request.POST.get("focus", "")
    if re.fullmatch(r"\d{1,18}", focus) and "#" not in target:
        target += f"#card-{focus}"
    return HttpResponseRedirect(target, status=HTTPStatus.SEE_OTHER)


def act_named(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _first(pattern: re.Pattern[str], tags: str) -> str:
    found = pattern.search(tags)
    return found[1] if found else ""
