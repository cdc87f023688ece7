"""What is done on the page. Whatever goes wrong, what was typed comes back, and stays a draft where it was one."""

from __future__ import annotations

import functools
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from blog.network import network_hash
from comments import submission
from comments.models import Comment, Draft
from comments.panel import returning
from comments.panel.acts import Notice
from comments.panel.answering import AnswerForm, answered, changed_since, is_from_our_form
from comments.panel.door import View, for_deciders, panel
from comments.waiting import drafts, later, planning
from comments.waiting.drafts import Conflict, TooLong, Writing
from comments.waiting.views import OLD_DAYS, entry_page, found

if TYPE_CHECKING:
    from comments.panel.door import DeciderRequest


def keeping_the_text(view: View) -> View:
    """What was typed comes back even where there is nothing any more that it could answer."""

    @functools.wraps(view)
    def kept(request: DeciderRequest, *args: Any, **kwargs: Any) -> HttpResponse:
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


class DayForm(forms.Form):
    day = forms.DateField(input_formats=["%Y-%m-%d"], required=False)


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
    return _back(request)


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
    return _back(request)


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
    return _back(request)


@require_POST
@for_deciders
def cancel_plan(request: DeciderRequest, theirs: QuerySet[Comment], draft_id: int) -> HttpResponse:
    if planning.cancel(request.user, draft_id):
        notice = Notice(_("It is not planned any more. The draft is kept."))
    else:
        notice = Notice(_("It was published already, or not planned."), "warning")
    returning.notify(request, notice)
    return _back(request)


@require_POST
@for_deciders
def put_off(request: DeciderRequest, theirs: QuerySet[Comment], about_id: int) -> HttpResponse:
    day = DayForm(request.POST)
    moment = later.until(request.POST.get("for", ""), day.cleaned_data.get("day") if day.is_valid() else None)
    if moment is None:
        returning.notify(request, Notice(_("Choose a day from tomorrow on, within a year."), "warning"))
        return _back(request)
    comment, last_at = found(theirs, about_id), _moment(request)
    is_done = last_at is not None and later.put_off(request.user, comment.pk, moment, last_at)
    day_words = formats.date_format(timezone.localtime(moment), "DATE_FORMAT")
    _told(request, comment, is_done, _("Put off until %(day)s, or until a reader writes again.") % {"day": day_words})
    return _back(request)


@require_POST
@for_deciders
def set_aside(request: DeciderRequest, theirs: QuerySet[Comment], about_id: int) -> HttpResponse:
    comment, last_at = found(theirs, about_id), _moment(request)
    is_done = last_at is not None and later.set_aside(request.user, comment.pk, last_at)
    _told(request, comment, is_done, _("It needs no answer. It comes back when a reader writes again."))
    return _back(request)


@require_POST
@for_deciders
def set_aside_old(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    count, moment = later.set_aside_older(request.user, timezone.now() - timedelta(days=OLD_DAYS))
    said = ngettext("%(count)d thread needs no answer.", "%(count)d threads need no answer.", count)
    tags = f"all-{moment.isoformat()}" if count else ""
    messages.success(request, said % {"count": count}, extra_tags=tags)
    return _back(request)


@require_POST
@for_deciders
def bring_back(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    """`thread`: the root of one; `moment`: all that were set aside then."""
    thread, moment = request.POST.get("thread", ""), parse_datetime_or_none(request.POST.get("moment", ""))
    if thread.isascii() and thread.isdigit() and len(thread) < 19:
        count = int(later.bring_back(request.user, int(thread)))
    else:
        count = later.bring_back_all(request.user, moment) if moment else 0
    said = ngettext("It waits for you again.", "%(count)d threads wait for you again.", count) % {"count": count}
    nothing = _("There was nothing to bring back.")
    returning.notify(request, Notice(said) if count else Notice(nothing, "warning"))
    return _back(request)


def parse_datetime_or_none(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and timezone.is_aware(found) else None


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


def _moment(request: HttpRequest) -> datetime | None:
    """The last word that its person had before them."""
    return parse_datetime_or_none(request.POST.get("seen", ""))


def _back(request: HttpRequest) -> HttpResponseRedirect:
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


def _told(request: HttpRequest, comment: Comment, is_done: bool, said: str) -> None:
    if is_done:
        messages.success(request, said, extra_tags=f"thread-{comment.pk} focus-{comment.pk}")
    else:
        text = _("Somebody has written there meanwhile, or nothing waits there any more. Look again.")
        returning.notify(request, Notice(text, "warning"))
