"""The page of one person, and the notes about them."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comments import moderation
from comments.maintenance import NETWORK_KEPT
from comments.models import Comment, Measure, Note
from comments.panel import returning
from comments.panel.acts import Notice
from comments.panel.door import for_deciders, panel
from comments.people import drawer, measures, notes, persons
from comments.people.forms import BlockForm, NoteForm

if TYPE_CHECKING:
    from comments.panel.door import DeciderRequest
    from comments.people.persons import Person


@require_safe
@for_deciders
def person_detail(request: DeciderRequest, theirs: QuerySet[Comment], key: str) -> HttpResponse:
    return page(request, theirs, find(request, theirs, key))


@require_POST
@for_deciders
def note_add(request: DeciderRequest, theirs: QuerySet[Comment], key: str) -> HttpResponse:
    person = find(request, theirs, key)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return page(request, theirs, person, HTTPStatus.BAD_REQUEST, note_form=form)
    notes.write(person, form.cleaned_data["text"], by=request.user)
    returning.notify(request, Notice(_("Your note is kept.")))
    return back(person)


@require_POST
@for_deciders
def note_change(request: DeciderRequest, theirs: QuerySet[Comment], key: str, note_id: int) -> HttpResponse:
    """`text`; with `delete`, the note goes instead."""
    person = find(request, theirs, key)
    note = get_object_or_404(notes.seen_by(request.user).filter(persons.about([person])), pk=note_id)
    if not notes.may_change(request.user, note):
        raise Http404
    if "delete" in request.POST:
        return _delete(request, person, note)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return page(request, theirs, person, HTTPStatus.BAD_REQUEST, changing=note.pk, change_form=form)
    notes.change(note, form.cleaned_data["text"], person, by=request.user)
    returning.notify(request, Notice(_("Your note is changed.")))
    return back(person)


def find(request: DeciderRequest, theirs: QuerySet[Comment], key: str) -> Person:
    person = persons.named(key, theirs, request.user)
    if person is None:
        raise Http404
    return person


def back(person: Person) -> HttpResponse:
    return HttpResponseRedirect(reverse("queue:person", args=[person.key]), status=HTTPStatus.SEE_OTHER)


def page(
    request: DeciderRequest,
    theirs: QuerySet[Comment],
    person: Person,
    status: HTTPStatus = HTTPStatus.OK,
    **changes: Any,
) -> HttpResponse:
    kinds = drawer.kinds(person)
    context = {
        "title": person.name,
        "person": person,
        "drawer": drawer.opened(person, theirs, request.user, request.GET.get("before", "")),
        "note_form": NoteForm(),
        "may_block": measures.may_take(request.user, Measure.What.BLOCK, person.whom),
        "may_read_first": measures.may_take(request.user, Measure.What.READ_FIRST, person.whom),
        "may_trust": measures.may_take(request.user, Measure.What.TRUST, person.whom),
        "is_staff_person": bool(person.user and person.user.is_staff),
        "is_site_wide": moderation.can_moderate(request.user),
        "block_form": BlockForm(kinds=kinds, initial={"whom": kinds[0][0], "value": drawer.domain_of(person)}),
        "network_days": NETWORK_KEPT.days,
    }
    return render(request, "comments/panel/person.html", {**panel(request), **context, **changes}, status=status)


def _delete(request: DeciderRequest, person: Person, note: Note) -> HttpResponse:
    act = notes.delete(note, person, by=request.user)
    returning.notify(request, Notice(_("Your note is deleted."), act=act.pk if act else None))
    return back(person)
