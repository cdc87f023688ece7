"""Who else is looking at a comment. Kept in the cache alone, and it ends by itself; it locks nothing.

The script says every so often which card somebody is on. Without it, loading a page of the queue
says which cards are in front of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from time import time
from typing import TYPE_CHECKING, TypedDict

from django.core.cache import cache
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from comments.models import Comment
from comments.panel.door import for_deciders

if TYPE_CHECKING:
    from accounts.models import User
    from comments.panel.cards import Card
    from comments.panel.door import DeciderRequest

LASTS = 5 * 60  # seconds after the last sign of somebody
FRESH = 60  # seconds in which loading further pages says nothing new
MOST_CARDS = 50  # that somebody can have in front of them
_KEY = "queue-looking"


class Look(TypedDict):
    """`at`: the card somebody is on; 0 where only `on`, those of the page, is known."""

    name: str
    at: int
    on: list[int]
    seen: float


Looks = dict[int, Look]


def looks() -> Looks:
    """Everybody's, by account; of those who went silent none."""
    alive = time() - LASTS
    return {pk: look for pk, look in (cache.get(_KEY) or {}).items() if look["seen"] > alive}


def note(user: User, *, at: int = 0, on: Iterable[int] = (), known: Looks | None = None) -> None:
    """Two who are noted in the same moment may lose one of them: the next sign mends it."""
    found = looks() if known is None else known
    cards = list(on)[:MOST_CARDS]
    if at or cards:
        found[user.pk] = Look(name=user.name, at=at, on=cards, seen=time())
    else:
        found.pop(user.pk, None)
    cache.set(_KEY, found, LASTS)


def page_looked_at(user: User, comment_ids: Iterable[int], known: Looks) -> None:
    """Loading a page is a sign where the script gave none lately."""
    own, cards = known.get(user.pk), list(comment_ids)
    if cards and (own is None or own["seen"] < time() - FRESH):
        note(user, on=cards, known=dict(known))


def at_cards(cards: list[Card], user: User) -> list[Card]:
    """Say on each card who else is looking, and that this person has them all in front of them now."""
    known = looks()
    for card in cards:
        card.looking = sentence(card.comment.pk, user, known)
    page_looked_at(user, [card.comment.pk for card in cards], known)
    return cards


def sentence(comment_id: int, user: User, known: Looks) -> str:
    """“Ruth is looking at this.”; nothing where nobody is."""
    others = [look for pk, look in known.items() if pk != user.pk]
    at = sorted(look["name"] for look in others if look["at"] == comment_id)
    if at:
        said = ngettext("%(names)s is looking at this.", "%(names)s are looking at this.", len(at))
        return said % {"names": get_text_list(at, _("and"))}
    on = sorted(look["name"] for look in others if not look["at"] and comment_id in look["on"])
    if not on:
        return ""
    said = ngettext("%(names)s has this on the screen.", "%(names)s have this on the screen.", len(on))
    return said % {"names": get_text_list(on, _("and"))}


@require_POST
@for_deciders
def beat(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    """`at`: the card somebody is on; `on`: those in front of them. Neither: they left. Answers with who else is at which."""
    sent = [int(pk) for pk in request.POST.getlist("on") if re.fullmatch(r"[0-9]{1,18}", pk)][:MOST_CARDS]
    own = list(theirs.filter(pk__in=sent).order_by().values_list("pk", flat=True))
    at = request.POST.get("at", "")
    known = looks()
    note(request.user, at=int(at) if at in map(str, own) else 0, on=own, known=dict(known))
    return JsonResponse({str(pk): said for pk in own if (said := sentence(pk, request.user, known))})
