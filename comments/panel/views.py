"""The queue: its pages, and the acts that lead back to where they were asked for."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from blog.network import network_hash
from blog.posts.models import Post
from comments import moderation, submission
from comments.models import Comment, Status
from comments.panel import acts, cards, feed, history, queue, returning
from comments.panel.acts import ACTS, Notice
from comments.panel.scope import scope

View = Callable[..., HttpResponse]
_PICK = re.compile(r"(\d{1,18})(?::([a-z]{1,10}))?")


class AnswerForm(forms.Form):
    body = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=submission.MAX_LENGTH,
        error_messages={
            "required": gettext_lazy("There is nothing here yet. Write your answer, then publish it."),
            "max_length": gettext_lazy(
                "That is %(show_value)d characters, and %(limit_value)d fit. Your text is still here: part it in two."
            ),
        },
    )

    @property
    def status(self) -> HTTPStatus:
        too_long = self.has_error("body", "max_length")
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if too_long else HTTPStatus.BAD_REQUEST


def for_deciders(view: View) -> View:
    """A page of the panel for who decides on comments. Others are told so; whoever is unknown is asked to log in.

    The view is given the comments that are this person's to decide.
    """

    @functools.wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        theirs = scope(request.user)
        if theirs is None and request.user.is_authenticated:
            return _forbidden(request)
        return admin.site.admin_view(view)(request, theirs, *args, **kwargs)

    return door


@require_safe
@for_deciders
def queue_list(request: HttpRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    selection = queue.Selection.of(request.GET.dict())
    sees_addresses = moderation.can_moderate(request.user)
    page = queue.page(theirs, selection, shows_addresses=sees_addresses)
    if not page.comments and (selection.after or selection.before):
        return redirect(request.path + selection.as_query())
    context = {
        "title": _("Queue"),
        "selection": selection,
        "chosen_post": Post.objects.filter(pk=selection.post).only("title").first() if selection.post else None,
        "page": page,
        "cards": cards.build(page.comments, request.user),
        "bulk_acts": _bulk_acts(selection),
        "all_picked": "all" in request.GET,
        "sees_addresses": sees_addresses,
        "feed_address": feed.address(request.user),
        **_addresses(request, selection, page),
    }
    return render(request, "comments/panel/queue.html", {**_counted(request, theirs), **context})


@require_safe
@for_deciders
def comment_detail(request: HttpRequest, theirs: QuerySet[Comment], comment_id: int) -> HttpResponse:
    return _comment_page(request, _get(theirs, comment_id), AnswerForm())


@require_POST
@for_deciders
def act(request: HttpRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    """`act` and any number of `comment` ("id", or "id:status" with the status that was looked at)."""
    wanted = ACTS.get(request.POST.get("act", ""))
    if wanted is None:
        return HttpResponseBadRequest(_("There is no such act."), content_type="text/plain; charset=utf-8")
    picked = _picked(request.POST.getlist("comment"))
    if not picked:
        returning.notify(request, Notice(_("Choose at least one comment first."), "warning"))
        return returning.back(request)
    outcome = acts.perform(wanted, picked, by=request.user, reason=request.POST.get("reason", ""))
    for notice in acts.notices(wanted, outcome, by=request.user):
        returning.notify(request, notice)
    return returning.back(request)


@require_POST
@for_deciders
def undo(request: HttpRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    """`act`: the act to undo. `answer`: an answer of one's own that was published with it, taken back too."""
    act_id = returning.act_named(request.POST.get("act", ""))
    answer_id = request.POST.get("answer", "")
    if answer_id.isdecimal():
        returning.notify(request, _take_back(request, theirs, int(answer_id)))
    if act_id or not answer_id:
        outcome = moderation.undo(act_id, by=request.user) if act_id else moderation.Outcome()
        for notice in acts.undo_notices(outcome):
            returning.notify(request, notice)
    return returning.back(request)


@require_POST
@for_deciders
def answer(request: HttpRequest, theirs: QuerySet[Comment], comment_id: int) -> HttpResponse:
    """Reply and, where it waits, approve what is answered. On any error the page comes back with the text in it."""
    comment = _get(theirs, comment_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _comment_page(request, comment, form, form.status)
    if conflict := _changed_since(comment, request.POST.get("seen", "")):
        form.add_error("body", conflict)
        return _comment_page(request, comment, form, HTTPStatus.CONFLICT)
    try:
        sent, outcome = submission.answer(
            comment, form.cleaned_data["body"], by=request.user, network=network_hash(request)
        )
    except submission.Refused as refused:
        form.add_error("body", refused.message)
        return _comment_page(request, _get(theirs, comment_id), form, refused.status)
    returning.notify(request, _answered(comment, sent, outcome))
    return returning.back(request)


def _picked(sent: list[str]) -> dict[int, str | None]:
    matches = (_PICK.fullmatch(value) for value in sent)
    return {int(match[1]): match[2] for match in matches if match}


def _take_back(request: HttpRequest, theirs: QuerySet[Comment], answer_id: int) -> Notice:
    own = theirs.filter(pk=answer_id, user=request.user).order_by().values_list("pk", flat=True)
    outcome = moderation.moderate(own, Status.REMOVED, by=request.user, seen=Status.APPROVED)
    if outcome.changed:
        return Notice(_("Your answer is off the page. Its text is kept under “Removed”."))
    return Notice(_("Your answer had changed meanwhile and was left as it is."), "warning")


def _changed_since(comment: Comment, seen: str) -> str:
    """What to tell somebody whose answer would approve or follow what is no longer what they looked at."""
    if comment.status == Status.APPROVED or comment.status == (seen or comment.status) == Status.PENDING:
        return ""
    event = cards.latest_events([comment]).get(comment.pk)
    state = Status(comment.status).label.lower()
    if event and event.actor:
        said = _("%(by)s was first: this comment is %(state)s now. Your answer was not published; its text is here.")
        return said % {"by": event.actor.name, "state": state}
    return _("This comment is %(state)s. Your answer was not published; its text is here.") % {"state": state}


def _answered(comment: Comment, sent: submission.Sent, outcome: moderation.Outcome) -> Notice:
    approved = bool(outcome.changed)
    text = _("Approved %(name)s’s comment and published your answer.") if approved else _("Answered %(name)s.")
    return Notice(
        text % {"name": comment.name}, act=outcome.act if approved else None, answer=sent.comment.pk, focus=comment.pk
    )


def _get(theirs: QuerySet[Comment], comment_id: int) -> Comment:
    comment = queue.one(theirs, comment_id)
    if comment is None:
        raise Http404
    return comment


def _comment_page(
    request: HttpRequest, comment: Comment, form: AnswerForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    (card,) = cards.build([comment], request.user)
    context = {
        "title": _("A comment by %(name)s") % {"name": comment.name},
        "card": card,
        "lines": history.lines(comment),
        "above": history.above(comment),
        "below": history.below(comment),
        "undo_size": history.size_of(card.event) if card.event and card.is_undoable else 0,
        "answer_form": form,
        "came_from": request.POST.get("next", ""),
        "here": request.path.removesuffix("answer/"),
    }
    return render(request, "comments/panel/comment.html", {**_panel(request), **context}, status=status)


def _addresses(request: HttpRequest, selection: queue.Selection, page: queue.QueuePage) -> dict[str, str]:
    """This page of the queue, and those around it."""
    here = {"after": selection.after, "before": selection.before}
    return {
        "here": request.path + selection.as_query(**here),
        "first": request.path + selection.as_query(),
        "previous": request.path + selection.as_query(before=page.previous),
        "next": request.path + selection.as_query(after=page.next),
        "everything_picked": request.path + selection.as_query(**here, all=1),
    }


def _bulk_acts(selection: queue.Selection) -> list[acts.Act]:
    if selection.status == queue.ALL:
        return list(ACTS.values())
    return acts.offered(selection.status, moderation.Asker)


def _panel(request: HttpRequest) -> dict[str, Any]:
    return admin.site.each_context(request)


def _counted(request: HttpRequest, theirs: QuerySet[Comment]) -> dict[str, Any]:
    """The panel around a page of the queue, with the number of comments in each view."""
    counts = queue.counts(theirs, request.user)
    queue.remember_waiting(request, counts[Status.PENDING])
    return {**_panel(request), "views": queue.views(counts)}


@never_cache
def _forbidden(request: HttpRequest) -> HttpResponse:
    context = {**_panel(request), "title": _("Not your desk")}
    return render(request, "comments/panel/forbidden.html", context, status=HTTPStatus.FORBIDDEN)
