"""Taking measures in the panel, looking first at whom they touch; and the list of those that hold."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import BigAutoField, Q, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from blog.network import network_hash
from comments import moderation
from comments.models import Comment, Measure
from comments.panel import returning
from comments.panel.acts import Notice
from comments.panel.door import for_deciders, panel
from comments.people import drawer, forms, listing, measures, touching
from comments.people.forms import BlockForm
from comments.people.views import back, find

if TYPE_CHECKING:
    from comments.panel.door import DeciderRequest
    from comments.people.persons import Person
    from comments.people.touching import Target

BLOCK, READ_FIRST, TRUST = Measure.What.BLOCK, Measure.What.READ_FIRST, Measure.What.TRUST


@require_safe
@for_deciders
def block_list(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    kinds = forms.kinds_for(None, [])
    return _list(request, BlockForm(kinds=kinds, initial={"whom": kinds[0][0]}))


@require_POST
@for_deciders
def block_new(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    """A domain or pattern that belongs to nobody special."""
    return _block(request, None)


@require_POST
@for_deciders
def block_person(request: DeciderRequest, theirs: QuerySet[Comment], key: str) -> HttpResponse:
    """Without `sure` it is only told whom it would touch."""
    return _block(request, find(request, theirs, key))


@require_POST
@for_deciders
def regard(request: DeciderRequest, theirs: QuerySet[Comment], key: str) -> HttpResponse:
    """`what`: have somebody read first, or shown at once, from now on. `note`: why."""
    person, what = find(request, theirs, key), request.POST.get("what", "")
    if what not in {READ_FIRST, TRUST}:
        return HttpResponseBadRequest(_("There is no such act."), content_type="text/plain; charset=utf-8")
    aim = touching.target(person, person.whom)
    if not measures.may_take(request.user, what, person.whom) or aim is None:
        raise PermissionDenied
    under = None if moderation.can_moderate(request.user) else request.user
    if measures.present(aim, what, under):
        returning.notify(request, Notice(_("It is so already."), "warning"))
    elif said := touching.obstacle(aim, request.user):
        returning.notify(request, Notice(said, "warning"))
    else:
        note = request.POST.get("note", "")[: forms.MAX_WORDS]
        _measure, act = measures.take(aim, what, by=request.user, note=note)
        told = _("%(name)s is read first from now on.") if what == READ_FIRST else _("%(name)s is shown at once.")
        returning.notify(request, Notice(told % {"name": person.name}, act=act.pk))
    return back(person)


@require_POST
@for_deciders
def measure_end(request: DeciderRequest, theirs: QuerySet[Comment], measure_id: int) -> HttpResponse:
    measure = _measure(request, measure_id)
    act = measures.end(measure, by=request.user)
    told = Notice(_("It has ended."), act=act.pk) if act else Notice(_("It had ended already."), "warning")
    returning.notify(request, told)
    return _back_to_list(request)


@require_POST
@for_deciders
def measure_extend(request: DeciderRequest, theirs: QuerySet[Comment], measure_id: int) -> HttpResponse:
    """`time`: how long it holds from now on."""
    measure, time = _measure(request, measure_id), request.POST.get("time", "")
    if time not in measures.TIMES:
        return HttpResponseBadRequest(_("There is no such time."), content_type="text/plain; charset=utf-8")
    act = measures.extend(measure, time, by=request.user)
    told = Notice(_("It holds longer now."), act=act.pk) if act else Notice(_("It had ended already."), "warning")
    returning.notify(request, told)
    return _back_to_list(request)


def _block(request: DeciderRequest, person: Person | None) -> HttpResponse:
    form = BlockForm(request.POST, kinds=forms.kinds_for(person, drawer.kinds(person) if person else []))
    if not measures.may_take(request.user, BLOCK, request.POST.get("whom", "")):
        raise PermissionDenied
    if not form.is_valid():
        return _look(request, person, form, None, HTTPStatus.BAD_REQUEST)
    aim = touching.target(person, form.cleaned_data["whom"], form.cleaned_data["value"])
    if aim is None:
        raise Http404
    if said := _refusal(request, aim):
        form.add_error(None, said)
        return _look(request, person, form, None, HTTPStatus.CONFLICT)
    if "sure" not in request.POST:
        return _look(request, person, form, aim)
    return _blocked(request, person, form, aim)


def _refusal(request: DeciderRequest, aim: Target) -> str:
    if measures.present(aim, BLOCK):
        return _("This is blocked already. Extend or end it in the list of blocks.")
    return touching.obstacle(aim, request.user, network_hash(request))


def _blocked(request: DeciderRequest, person: Person | None, form: BlockForm, aim: Target) -> HttpResponse:
    said = {name: form.cleaned_data[name] for name in ("time", "reason", "note", "hides")}
    measure, act = measures.take(aim, BLOCK, by=request.user, **said)
    told = _("Blocked %(whom)s.") % {"whom": measures.words(measure)}
    returning.notify(request, Notice(told, act=act.pk))
    return back(person) if person else _back_to_list(request)


def _look(
    request: DeciderRequest,
    person: Person | None,
    form: BlockForm,
    aim: Target | None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    """Whom it would touch, and the form again. Nothing has been done."""
    context = {
        "title": _("Block %(name)s") % {"name": person.name} if person else _("Block a domain or a pattern"),
        "person": person,
        "form": form,
        "touched": touching.touched(aim) if aim else None,
    }
    return render(request, "comments/panel/block.html", {**panel(request), **context}, status=status)


def _list(request: DeciderRequest, form: BlockForm) -> HttpResponse:
    found = listing.page(request.user, request.GET.get("q", ""), request.GET.get("before", ""), "over" in request.GET)
    context = {
        "title": _("Blocks and trust"),
        "found": found,
        "form": form,
        "times": measures.TIMES.items(),
        "may_block": moderation.can_moderate(request.user),
        "here": request.get_full_path(),
    }
    return render(request, "comments/panel/blocks.html", {**panel(request), **context})


def _measure(request: DeciderRequest, measure_id: int) -> Measure:
    """One that this person may end; told apart from none by nobody."""
    known = Q(pk=measure_id if measure_id <= BigAutoField.MAX_BIGINT else 0)
    measure = get_object_or_404(Measure, known)
    if not measures.may_end(request.user, measure):
        raise Http404
    return measure


def _back_to_list(request: DeciderRequest) -> HttpResponse:
    if request.POST.get("next"):
        return returning.back(request)
    return HttpResponseRedirect(reverse("queue:blocks"), status=HTTPStatus.SEE_OTHER)
