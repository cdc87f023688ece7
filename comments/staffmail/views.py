"""Deciding by a link in a letter, without logging in. GET shows, POST acts, and nobody else keeps the pages.

A program that looks through mail may open every link: nothing happens before somebody presses a button.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from comments import moderation
from comments.models import Comment, Status
from comments.panel import acts, cards, history, queue, returning
from comments.panel.acts import ACTS
from comments.panel.cards import Card
from comments.panel.scope import scope
from comments.receipts.private import private
from comments.staffmail import items, tokens

if TYPE_CHECKING:
    from accounts.models import User

View = Callable[..., HttpResponse]
CODES = ("approve", "decline", "spam")
_SEEN = re.compile(r"[a-z]{1,10}:[0-9a-f]{16}")


@dataclass(frozen=True)
class Matter:
    """A comment somebody may decide on by their link, and what the letter showed of it."""

    user: User
    card: Card
    seen: str
    token: str

    @property
    def comment(self) -> Comment:
        return self.card.comment

    @property
    def seen_now(self) -> str:
        return moderation.as_seen(self.comment.status, self.comment.body_html)

    @property
    def is_own(self) -> bool:
        """Did this person make the latest decision?"""
        return self.card.event is not None and self.card.event.actor_id == self.user.pk

    @property
    def may_undo(self) -> bool:
        """As the panel offers it; but here only what was decided about this comment alone, by who holds the link."""
        event = self.card.event
        return bool(event and self.is_own and self.card.is_undoable and history.size_of(event) == 1)


def gone(request: HttpRequest) -> HttpResponse:
    """The one page of every link that is good for nothing (any more)."""
    context = {"days": tokens.GOOD_FOR.days}
    return render(request, "comments/staffmail/gone.html", context, status=HTTPStatus.NOT_FOUND)


def of_decider(view: View) -> View:
    """What the token is for, while its person may decide on it; else the calm page."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        found = tokens.decider(token)
        theirs = scope(found.user) if found else None
        comment = queue.one(theirs, found.comment_id) if found and theirs is not None else None
        if found is None or comment is None:
            return gone(request)
        (card,) = cards.build([comment], found.user)
        return view(request, Matter(found.user, card, found.seen, token), **kwargs)

    return private(wrapped)


@of_decider
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, matter: Matter, code: str) -> HttpResponse:
    """`code`: the act its letter offered. POST: `seen`, what the page showed; `reason`, a word to who wrote it."""
    if request.method != "POST":
        return _page(request, matter, code)
    shown = request.POST.get("seen", "")
    seen = shown if _SEEN.fullmatch(shown) else matter.seen
    reason = request.POST.get("reason", "") if code == "decline" else ""
    outcome = acts.perform(ACTS[code], {matter.comment.pk: seen}, by=matter.user, reason=reason)
    return _back(matter, code, "done" if outcome.changed else outcome.skipped[0].why)


@of_decider
@require_POST
def undo(request: HttpRequest, matter: Matter) -> HttpResponse:
    """`act`: the decision to take back, which must be the latest."""
    act = returning.act_named(request.POST.get("act", ""))
    is_latest = act is not None and matter.card.event is not None and matter.card.event.act == act
    if act is None or not (is_latest and matter.may_undo):
        return _back(matter, "approve", "changed")
    outcome = moderation.undo(act, by=matter.user)
    return _back(matter, "approve", "undone" if outcome.changed else "changed")


def _page(request: HttpRequest, matter: Matter, code: str) -> HttpResponse:
    comment = matter.comment
    is_waiting = comment.status == Status.PENDING
    context = {
        "matter": matter,
        "card": matter.card,
        "comment": comment,
        "post": comment.discussion.post,
        "token": matter.token,
        "code": code,
        "act": ACTS[code],
        "others": [ACTS[other] for other in CODES if other != code],
        "is_waiting": is_waiting,
        "is_reworded": is_waiting and moderation.is_reworded(comment, matter.seen),
        "parent": comment.parent if comment.parent and comment.parent.is_shown else None,
        "standing": "" if is_waiting else _standing(matter),
        "who": items.standing(matter.card),
        "max_reason": acts.MAX_REASON,
        "said": request.GET.get("said", ""),
    }
    return render(request, "comments/staffmail/decide.html", context)


def _standing(matter: Matter) -> str:
    """What became of it, and who was first."""
    comment, event = matter.comment, matter.card.event
    words = {"name": comment.name, "state": str(Status(comment.status).label).lower()}
    if comment.status == Status.WITHDRAWN:
        return _("Its writer took it back or had it erased. There is nothing to decide any more.")
    if matter.is_own:
        return _("You have decided already: %(name)s’s comment is %(state)s.") % words
    if event and event.actor:
        return _("%(by)s was first: %(name)s’s comment is %(state)s.") % {**words, "by": event.actor.name}
    return _("%(name)s’s comment is %(state)s already.") % words


def _back(matter: Matter, code: str, said: str) -> HttpResponse:
    address = reverse(f"comments:mail-{code}", args=[matter.token])
    return HttpResponseRedirect(f"{address}?said={said}", status=HTTPStatus.SEE_OTHER)
