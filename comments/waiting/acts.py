"""What is done on the page. Whatever goes wrong, what was typed comes back, and stays a draft where it was one."""

from __future__ import annotations

import functools
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from blog.network import network_hash
from comments import submission
from comments.models import Comment, Draft
from comments.panel import returning
from comments.panel.acts import Notice
from comments.panel.answering import AnswerForm, answered, changed_since, is_from_our_form
from comments.panel.door import View, for_deciders, panel
from comments.waiting import drafts, planning
from comments.waiting.drafts import Conflict, TooLong, Writing
from comments.waiting.views import entry_page, found

if TYPE_CHECKING:
    from comments.panel.door import DeciderRequest


def keeping_the_text(view: View) -> View:
    """What was typed comes back even where there is nothing any more that it could answer."""

    @functools.wraps(view)
    def kept(request: DeciderRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            if not request.POST.get("body"):
                raise
        context = {**panel(request), "title": _("Your answer was not published"), "text": request.POST["body"]}
        return render(request, "comments/waiting/gone.html", context, status=HTTPStatus.NOT_FOUND)

    return kept


class MomentForm(forms.Form):
    publish_at = forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


@require_POST
@for_deciders
@csrf_exempt  # checked in the view, which alone can give the text back
@keeping_the_text
def answer(request: DeciderRequest, theirs: QuerySet[Comment], about_id: int) -> HttpResponse:
    """Publish: approve what is answered where it waits, answer it, and end the draft."""
    writing = _writing(request, theirs, about_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return entry_page(request, writing.about, form, form.status)
    if not is_from_our_form(request):
        return _back_with(request, writing, form, _open_for_long(), HTTPStatus.FORBIDDEN)
    if changed := changed_since(writing.answers, writing.seen):
        return _back_with(request, writing, form, changed, HTTPStatus.CONFLICT)
    try:
        sent, outcome = drafts.publish(writing, network=network_hash(request))
    except Conflict as conflict:
        return _both(request, writing, form, conflict)
    except submission.Refused as refused:
        return _back_with(request, writing, form, refused.message, refused.status)
    returning.notify(request, answered(writing.answers, sent, outcome))
    return back(request)


@require_POST
@for_deciders
@csrf_exempt
@keeping_the_text
def save_draft(request: DeciderRequest, theirs: QuerySet[Comment], about_id: int) -> HttpResponse:
    """A script is answered in JSON (`version`, `said`), a form by the page it came from."""
    writing, form = _writing(request, theirs, about_id), AnswerForm(request.POST)
    is_script = request.headers.get("Accept") == "application/json"
    if not is_from_our_form(request):
        said, status = _open_for_long(), HTTPStatus.FORBIDDEN
        return _said(said, status) if is_script else _back_with(request, writing, form, said, status)
    try:
        draft = drafts.save(writing)
    except Conflict as conflict:
        return _conflict(conflict) if is_script else _both(request, writing, form, conflict)
    except TooLong:
        said, status = _("This is too long to be kept. Copy it, and part it."), HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return _said(said, status) if is_script else _back_with(request, writing, form, said, status)
    said = _saved(draft)
    if is_script:
        return JsonResponse({"version": draft.version if draft else 0, "said": said})
    returning.notify(request, Notice(said))
    return back(request)


@require_POST
@for_deciders
@csrf_exempt
@keeping_the_text
def plan(request: DeciderRequest, theirs: QuerySet[Comment], about_id: int) -> HttpResponse:
    """Publish it at a time to come."""
    writing, form, moment = _writing(request, theirs, about_id), AnswerForm(request.POST), MomentForm(request.POST)
    if not form.is_valid():
        return entry_page(request, writing.about, form, form.status)
    if not is_from_our_form(request):
        return _back_with(request, writing, form, _open_for_long(), HTTPStatus.FORBIDDEN)
    if not moment.is_valid() or not planning.is_possible(moment.cleaned_data["publish_at"]):
        said = _("Choose a day and a time within the next year, then plan it again. Your text is still here.")
        return _back_with(request, writing, form, said, HTTPStatus.BAD_REQUEST)
    if changed := changed_since(writing.answers, writing.seen):
        return _back_with(request, writing, form, changed, HTTPStatus.CONFLICT)
    try:
        planning.plan(writing, moment.cleaned_data["publish_at"])
    except Conflict as conflict:
        return _both(request, writing, form, conflict)
    when = formats.date_format(timezone.localtime(moment.cleaned_data["publish_at"]), "DATETIME_FORMAT")
    returning.notify(request, Notice(_("It will be published on %(when)s.") % {"when": when}))
    return back(request)


@require_POST
@for_deciders
def cancel_plan(request: DeciderRequest, theirs: QuerySet[Comment], draft_id: int) -> HttpResponse:
    if planning.cancel(request.user, draft_id):
        notice = Notice(_("It is not planned any more. The draft is kept."))
    else:
        notice = Notice(_("It was published already, or not planned."), "warning")
    returning.notify(request, notice)
    return back(request)


def _writing(request: DeciderRequest, theirs: QuerySet[Comment], about_id: int) -> Writing:
    """What the form says. What it answers is a comment of the same thread, or nothing that is theirs."""
    about = found(theirs, about_id)
    answers, version = request.POST.get("comment", ""), request.POST.get("version", "")
    same_thread = theirs.filter(tree_id=about.tree_id).select_related("discussion__post", "discussion__defaults")
    is_key = answers.isascii() and answers.isdigit() and len(answers) < 19
    return Writing(
        user=request.user,
        about=about,
        answers=found(same_thread, int(answers) if is_key else 0),
        body=request.POST.get("body", ""),
        version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0,
        seen=request.POST.get("seen", "")[:60],
    )


def back(request: HttpRequest) -> HttpResponseRedirect:
    target = returning.back(request)
    if target["Location"].partition("#")[0] == reverse("queue:list") and not request.POST.get("next"):
        target["Location"] = reverse("waiting:list")
    return target


def _back_with(
    request: DeciderRequest, writing: Writing, form: AnswerForm, said: str, status: HTTPStatus
) -> HttpResponse:
    form.is_valid()
    form.add_error("body", said)
    return entry_page(request, writing.about, form, status)


def _both(request: DeciderRequest, writing: Writing, form: AnswerForm, conflict: Conflict) -> HttpResponse:
    """Both texts, one below the other: the one in the form goes on from the other's version."""
    form.is_valid()
    form.add_error("body", _conflict_words(conflict.draft))
    return entry_page(request, writing.about, form, HTTPStatus.CONFLICT, conflict.draft)


def _conflict(conflict: Conflict) -> JsonResponse:
    draft = conflict.draft
    data = {"said": _conflict_words(draft), "version": draft.version if draft else 0, "other": draft and draft.body}
    return JsonResponse(data, status=HTTPStatus.CONFLICT)


def _conflict_words(draft: Draft | None) -> str:
    if draft is None:
        return _("This draft was published or emptied in another window. Your text is still here, and not saved.")
    return _("Another window has saved another text meanwhile. Both are here; nothing was overwritten.")


def _said(said: str, status: HTTPStatus) -> JsonResponse:
    return JsonResponse({"said": said}, status=status)


def _saved(draft: Draft | None) -> str:
    if draft is None:
        return _("The draft is empty and gone.")
    return _("Saved %(time)s") % {"time": formats.time_format(timezone.localtime(draft.saved_at), "H:i")}


def _open_for_long() -> str:
    return _("This page had been open for a while. Your text is still here: send it again.")
