"""Changes that writers propose to what readers already see: what is new in them, and deciding."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from comments import revisions
from comments.models import Comment, Revision
from comments.panel import queue, returning
from comments.panel.acts import Notice
from comments.panel.door import for_deciders, panel

if TYPE_CHECKING:
    from comments.panel.door import DeciderRequest

MOST = 50  # proposals on the page; deciding brings up the next
MAX_COMPARED = 1000  # words and spaces between the first and the last that differ: comparing takes their cube
_WORD = re.compile(r"\s+|[^\s]+")
_SAID = {
    "accept": gettext_lazy("The change is on the page. The earlier wording is kept."),
    "decline": gettext_lazy("The page stays as it was."),
}


class Piece(NamedTuple):
    """A run of words that both wordings have (`same`), only the earlier (`gone`), or only the later (`new`)."""

    kind: str
    text: str


def difference(earlier: str, later: str) -> Iterator[Piece]:
    """What became of a text, word by word; a stretch too long to compare is gone and new as a whole."""
    old, new = _WORD.findall(earlier), _WORD.findall(later)
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    yield from _pieces("same", old[:start])
    yield from _between(old[start : len(old) - end], new[start : len(new) - end])
    yield from _pieces("same", old[len(old) - end :])


def _alike(old: list[str], new: list[str]) -> int:
    """How many words at the beginning are the same."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((number for number, (one, other) in pairs if one != other), min(len(old), len(new)))


def _between(old: list[str], new: list[str]) -> Iterator[Piece]:
    codes: Sequence[tuple[str, int, int, int, int]] = [("replace", 0, len(old), 0, len(new))]
    if max(len(old), len(new)) <= MAX_COMPARED:
        codes = difflib.SequenceMatcher(None, old, new).get_opcodes()  # frequent words are no landmarks: that bounds it
    for kind, i, j, k, m in codes:
        if kind == "equal":
            yield from _pieces("same", old[i:j])
            continue
        yield from _pieces("gone", old[i:j])
        yield from _pieces("new", new[k:m])


def _pieces(kind: str, words: list[str]) -> Iterator[Piece]:
    if words:
        yield Piece(kind, "".join(words))


@require_safe
@for_deciders
def change_list(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    found = [(change, list(difference(change.comment.body, change.body))) for change in _whole(theirs)[:MOST]]
    context = {**panel(request), "title": _("Changes"), "changes": found}
    return render(request, "comments/panel/changes.html", context)


@require_POST
@for_deciders
def decide(request: DeciderRequest, theirs: QuerySet[Comment], revision_id: int) -> HttpResponse:
    """`act`: accept or decline. A wording that replaced the one looked at is another revision, and stays."""
    act = request.POST.get("act", "")
    if act not in _SAID:
        return HttpResponseBadRequest(_("There is no such act."), content_type="text/plain; charset=utf-8")
    change = _whole(theirs).filter(pk=revision_id).first()
    if change and (revisions.accept if act == "accept" else revisions.decline)(change, by=request.user):
        returning.notify(request, Notice(str(_SAID[act])))
    else:
        returning.notify(request, Notice(_("This change was decided on or taken back meanwhile."), "warning"))
    return returning.back(request)


def _whole(theirs: QuerySet[Comment]) -> QuerySet[Revision]:
    return queue.proposals(theirs).select_related("comment__discussion__post")
