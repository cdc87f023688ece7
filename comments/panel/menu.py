"""The pages of whoever decides, as the panel's menu and its front page lead to them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comments import moderation, waiting
from comments.panel import queue

# Name, address, and whether only whoever decides on everything has it.
_BEYOND_THE_QUEUE = [
    (_("Rules"), "queue:rules", True),
    (_("Record"), "queue:record", False),
    (_("Figures"), "queue:figures", False),
    (_("Blocks and trust"), "queue:blocks", False),
    (_("Filter"), "queue:filter", True),  # its page tells words of all comments
]


@dataclass(frozen=True)
class Entry:
    """In the words that Django has for the models of a menu. `mark`: by what scripts find it."""

    name: str | Promise
    admin_url: str
    is_current: bool
    mark: str = ""
    count: int | None = None


def entries(request: HttpRequest) -> list[Entry]:
    """None for who decides on nothing."""
    waits, held = waiting.count_on(request), queue.waiting_for(request)
    if waits is None or held is None:
        return []
    path, mine, all_of_it = request.path, reverse("waiting:list"), reverse("queue:list")
    sees_all = moderation.can_moderate(request.user)
    return [
        Entry(_("Waiting for me"), mine, path.startswith(mine), "waiting-door", waits.number),
        Entry(_("Queue"), all_of_it, path == all_of_it, "queue-door", held),
        *(_entry(name, view, path) for name, view, is_for_all in _BEYOND_THE_QUEUE if sees_all or not is_for_all),
    ]


def _entry(name: Promise, view: str, path: str) -> Entry:
    address = reverse(view)
    return Entry(name, address, path.startswith(address))
