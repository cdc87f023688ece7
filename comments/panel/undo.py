"""Undoing any act, any time later: what it would change, and doing it."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import F, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comments import ledger, moderation, undoing
from comments.bulk_acts import views as bulk
from comments.bulk_acts.working import AT_ONCE
from comments.models import Act, Comment, Event, Status
from comments.panel import acts, record, returning
from comments.panel.acts import Notice
from comments.panel.door import for_deciders, panel
from comments.panel.scope import capacities

if TYPE_CHECKING:
    from accounts.models import User
    from comments.panel.door import DeciderRequest

_KEY = re.compile(r"\d{1,18}")
SAMPLES = 20  # comments a preview names one by one
CHUNK = 500  # comments looked at together


@dataclass
class Preview:
    """What undoing would change. `moves`: how many go back to which status; `left`: how many stay, and why."""

    moves: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    samples: list[tuple[Comment, str]] = field(default_factory=list)  # and the status that each goes back to
    sentences: list[str] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        return bool(self.moves or self.sentences)


@require_safe
@for_deciders
def preview(request: DeciderRequest, theirs: QuerySet[Comment], key: uuid.UUID) -> HttpResponse:
    act = record.told(record.visible(request.user), request.user).filter(pk=key).first()
    if act is None or not record.may_undo(act, request.user):
        raise Http404
    kind = ledger.kind_of(act)
    found = Preview(sentences=kind.preview(act, request.user)) if kind else _moves(act, theirs, request.user)
    context = {
        "title": _("Undo"),
        "line": record.Line(act, request.user),
        "preview": found,
        "moves": [(count, str(Status(status).label)) for status, count in sorted(found.moves.items())],
        "samples": [(comment, str(Status(status).label)) for comment, status in found.samples],
    }
    return render(request, "comments/panel/record/undo.html", {**panel(request), **context})


@require_POST
@for_deciders
def undo(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    """`act`: the act to undo. `answer`: an answer of one's own that was published with it, taken back too."""
    act_id = returning.act_named(request.POST.get("act", ""))
    answer_id = request.POST.get("answer", "")
    act = Act.objects.filter(pk=act_id).first() if act_id else None
    if act and ledger.kind_of(act):
        return _undo_other(request, act)
    if act_id and (size := _size(act_id)) > AT_ONCE:
        return bulk.begin_undoing(request, act_id, size)
    if _KEY.fullmatch(answer_id):
        returning.notify(request, _take_back(request, theirs, int(answer_id)))
    if act_id or not answer_id:
        outcome = moderation.undo(act_id, by=request.user) if act_id else moderation.Outcome()
        for notice in acts.undo_notices(outcome):
            returning.notify(request, notice)
    return returning.back(request)


def _undo_other(request: DeciderRequest, act: Act) -> HttpResponse:
    """An act that is no move of comments."""
    if not record.may_undo(act, request.user):
        raise Http404
    undone = ledger.undo(act, by=request.user)
    if undone.is_changed:
        returning.notify(request, Notice(_("Undone.")))
    for sentence in undone.left:
        returning.notify(request, Notice(sentence, "warning"))
    if not (undone.is_changed or undone.left):
        returning.notify(request, Notice(_("There was nothing left to undo."), "warning"))
    return returning.back(request)


def _size(act_id: uuid.UUID) -> int:
    return Event.objects.filter(act=act_id).exclude(from_status=F("to_status")).count()


def _moves(act: Act, theirs: QuerySet[Comment], user: User) -> Preview:
    """Each comment as `moderation.undo` would judge it now."""
    events = undoing.undoable_events(act.pk)
    since = undoing.events_since(events)
    found, keys = Preview(), list(events)
    for start in range(0, len(keys), CHUNK):
        rows = theirs.filter(pk__in=keys[start : start + CHUNK]).order_by("pk").defer("body")
        rows = rows.select_related("discussion__post", "discussion__defaults")
        for comment in rows:
            event = events.pop(comment.pk)
            able = capacities(user, comment.discussion)
            if why := undoing.why_not_undone(comment, event, since.get(comment.pk, []), able):
                found.left[why] += 1
                continue
            found.moves[event.from_status] += 1
            if len(found.samples) < SAMPLES:
                found.samples.append((comment, event.from_status))
    found.left["gone"] += len(events)
    found.left = +found.left
    return found


def _take_back(request: DeciderRequest, theirs: QuerySet[Comment], answer_id: int) -> Notice:
    own = theirs.filter(pk=answer_id, user=request.user).order_by().values_list("pk", flat=True)
    outcome = moderation.moderate(own, Status.REMOVED, by=request.user, seen=Status.APPROVED)
    if outcome.changed:
        return Notice(_("Your answer is off the page. Its text is kept under “Removed”."))
    return Notice(_("Your answer had changed meanwhile and was left as it is."), "warning")
