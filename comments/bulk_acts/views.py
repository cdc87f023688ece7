"""Counting first, doing then, and watching it being done."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import BigAutoField, QuerySet
from django.forms import CharField, ChoiceField, DateTimeField, Form, IntegerField, UUIDField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from blog import markup
from comments import ledger
from comments.bulk_acts import selecting, working
from comments.models import Act, BulkAct, Comment, Event, Status
from comments.panel.acts import ACTS, MAX_REASON
from comments.panel.door import for_deciders, panel

if TYPE_CHECKING:
    from comments.panel.door import DeciderRequest

LONGEST_QUERY = 1000  # characters of an address


class Asked(Form):
    """What the page of the dry run sends on: the set as it was counted, under a key that makes sending it twice once."""

    act = ChoiceField(choices=[(code, code) for code in ACTS])
    query = CharField(max_length=LONGEST_QUERY, required=False)
    until = IntegerField(min_value=0, max_value=BigAutoField.MAX_BIGINT)
    total = IntegerField(min_value=0, max_value=2**31 - 1)
    asked_at = DateTimeField()
    key = UUIDField()
    reason = CharField(max_length=MAX_REASON, required=False)

    def clean_asked_at(self) -> datetime:
        if self.cleaned_data["asked_at"] > timezone.now():
            raise ValidationError("A set is counted before it is acted on.", code="future")
        return self.cleaned_data["asked_at"]


@require_safe
@for_deciders
def preview(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    """The dry run: `act`, and the rest of the address as the queue has it."""
    act = ACTS.get(request.GET.get("act", ""))
    query = _query(request)
    if act is None or len(query) > LONGEST_QUERY:
        return HttpResponseBadRequest(_("There is no such act."), content_type="text/plain; charset=utf-8")
    now = timezone.now()
    found = selecting.dry_run(request.user, query, act.to)
    context = {
        "title": _("%(act)s all that match") % {"act": act.label},
        "act": act,
        "acts": list(ACTS.values()),
        "found": found,
        "to_label": act.to.label,
        "changed": _told(found.changed),
        "left": _told(found.left),
        "query": query,
        "asked_at": now.isoformat(),
        "key": uuid.uuid4(),
    }
    return render(request, "comments/panel/bulk/preview.html", {**panel(request), **context})


@require_POST
@for_deciders
def begin(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    form = Asked(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(_("Count again, then decide."), content_type="text/plain; charset=utf-8")
    asked = form.cleaned_data
    bulk = BulkAct(
        pk=asked["key"],
        user=request.user,
        to_status=ACTS[asked["act"]].to,
        query=asked["query"],
        until=asked["until"],
        total=asked["total"],
        asked_at=asked["asked_at"],
        reason=markup.clean_text(asked["reason"]).strip(),
    )
    if _is_taken(bulk.pk):
        return HttpResponseBadRequest(_("Count again, then decide."), content_type="text/plain; charset=utf-8")
    _owe_once(bulk)
    return redirect("queue:bulk-progress", bulk.pk)


@require_safe
@for_deciders
def progress(request: DeciderRequest, theirs: QuerySet[Comment], key: uuid.UUID) -> HttpResponse:
    """How far it is. The page asks again by itself until it is done."""
    bulk = _mine(request, key)
    done = working.done(bulk)
    is_at_work = bulk.state == BulkAct.State.OWED
    context = {
        "title": _title(bulk),
        "bulk": bulk,
        "done": done,
        "left": [(count, _why(why)) for why, count in sorted(bulk.left.items())],
        "seen": min(bulk.total, done + sum(bulk.left.values())),
        "is_at_work": is_at_work,
        "is_neglected": is_at_work and working.is_neglected(bulk),
        "queue": reverse("queue:list") + (f"?{bulk.query}" if bulk.query else ""),
    }
    return render(request, "comments/panel/bulk/progress.html", {**panel(request), **context})


@require_POST
@for_deciders
def go_on(request: DeciderRequest, theirs: QuerySet[Comment], key: uuid.UUID) -> HttpResponse:
    """`stop` ends it; else this request does a piece of what no worker took."""
    bulk = _mine(request, key)
    if "stop" in request.POST:
        working.stop(bulk)
    elif working.is_neglected(bulk):
        working.work_off(bulk.pk, seconds=2)
    return redirect("queue:bulk-progress", bulk.pk)


def begin_undoing(request: DeciderRequest, act: uuid.UUID, total: int) -> HttpResponse:
    """Undo a large act in the background; its page is where to watch."""
    bulk = BulkAct(user=request.user, undoes=act, total=total)
    working.owe(bulk)
    return redirect("queue:bulk-progress", bulk.pk)


def _is_taken(key: uuid.UUID) -> bool:
    """By an act that was no such form: what is decided under its key would stand in the record as somebody else's."""
    if BulkAct.objects.filter(pk=key).exists():
        return False
    return Act.objects.filter(pk=key).exists() or Event.objects.filter(act=key).exists()


def _owe_once(bulk: BulkAct) -> None:
    """A key that is there already is the same form, sent twice."""
    try:
        with transaction.atomic():
            BulkAct.objects.bulk_create([bulk])
    except IntegrityError:
        return
    working.begin(bulk)


def _mine(request: HttpRequest, key: uuid.UUID) -> BulkAct:
    bulk = BulkAct.objects.filter(pk=key, user=request.user.pk).first()
    if bulk is None:
        raise Http404
    return bulk


def _query(request: HttpRequest) -> str:
    kept = request.GET.copy()
    for name in ("act", "after", "before", "all"):
        kept.pop(name, None)
    return kept.urlencode()


def _told(counts: Any) -> list[tuple[int, str]]:
    return [(count, str(Status(status).label)) for status, count in sorted(counts.items())]


def _title(bulk: BulkAct) -> str:
    if bulk.undoes:
        return _("Taking back")
    return str(ledger.LABELS[bulk.to_status])


def _why(why: str) -> str:
    return {
        "already": _("were that already"),
        "changed": _("have moved on since"),
        "decided": _("had been decided meanwhile"),
        "forbidden": _("cannot be moved there"),
        "reworded": _("were changed by their writers"),
        "gone": _("are not there any more"),
    }[why]
