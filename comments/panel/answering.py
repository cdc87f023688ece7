"""The page of one comment, and answering from it or from its card. Whatever goes wrong, the text comes back."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from blog.network import network_hash
from comments import moderation, submission
from comments.models import Comment, Status
from comments.panel import cards, correcting, history, looking, queue, returning
from comments.panel.acts import Notice
from comments.panel.door import for_deciders, panel

if TYPE_CHECKING:
    from comments.panel.door import DeciderRequest


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


@require_safe
@for_deciders
def comment_detail(request: DeciderRequest, theirs: QuerySet[Comment], comment_id: int) -> HttpResponse:
    return _page(request, _get(theirs, comment_id), AnswerForm())


@require_POST
@for_deciders
@csrf_exempt  # checked in the view, which alone can give the text back
def answer(request: DeciderRequest, theirs: QuerySet[Comment], comment_id: int) -> HttpResponse:
    """Reply and, where it waits, approve what is answered."""
    comment = _get(theirs, comment_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, comment, form, form.status)
    if not is_from_our_form(request):
        form.add_error("body", _("This page had been open for a while. Your text is still here: publish it again."))
        return _page(request, comment, form, HTTPStatus.FORBIDDEN)
    seen = request.POST.get("seen", "")
    if conflict := changed_since(comment, seen):
        form.add_error("body", conflict)
        return _page(request, comment, form, HTTPStatus.CONFLICT)
    try:
        sent, outcome = submission.answer(
            comment, form.cleaned_data["body"], by=request.user, network=network_hash(request), seen=seen
        )
    except submission.Refused as refused:
        form.add_error("body", refused.message)
        return _page(request, _get(theirs, comment_id), form, refused.status)
    returning.notify(request, answered(comment, sent, outcome))
    return returning.back(request)


def _get(theirs: QuerySet[Comment], comment_id: int) -> Comment:
    comment = queue.one(theirs, comment_id)
    if comment is None:
        raise Http404
    return comment


def _page(
    request: DeciderRequest, comment: Comment, form: AnswerForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    (card,) = looking.at_cards(cards.build([comment], request.user), request.user)
    context = {
        "title": _("A comment by %(name)s") % {"name": comment.name},
        "card": card,
        "lines": history.lines(comment),
        "above": history.above(comment),
        "below": history.below(comment),
        "undo_size": history.size_of(card.event) if card.event and card.is_undoable else 0,
        "answer_form": form,
        **correcting.context(comment, request.user),
        "came_from": request.POST.get("next", ""),
        "here": request.path.removesuffix("answer/"),
    }
    return render(request, "comments/panel/comment.html", {**panel(request), **context}, status=status)


def is_from_our_form(request: HttpRequest) -> bool:
    check = CsrfViewMiddleware(lambda _request: HttpResponse())
    check.process_request(request)
    return check.process_view(request, _unguarded, (), {}) is None


def _unguarded(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError("only asked whether it is exempt")


def changed_since(comment: Comment, seen: str) -> str:
    """What to tell somebody whose answer would approve or follow what is no longer what they looked at."""
    if comment.status == Status.APPROVED:
        return ""
    if comment.status == Status.PENDING and (seen.partition(":")[0] or comment.status) == Status.PENDING:
        if not moderation.is_reworded(comment, seen):
            return ""
        return _("Its writer changed this comment meanwhile. Read it again; your answer is here and not yet published.")
    event = cards.latest_events([comment]).get(comment.pk)
    state = Status(comment.status).label.lower()
    if event and event.actor:
        said = _("%(by)s was first: this comment is %(state)s now. Your answer was not published; its text is here.")
        return said % {"by": event.actor.name, "state": state}
    return _("This comment is %(state)s. Your answer was not published; its text is here.") % {"state": state}


def answered(comment: Comment, sent: submission.Sent, outcome: moderation.Outcome) -> Notice:
    approved = bool(outcome.changed)
    text = _("Approved %(name)s’s comment and published your answer.") if approved else _("Answered %(name)s.")
    act = outcome.act if approved else None
    return Notice(text % {"name": comment.name}, act=act, answer=sent.comment.pk, focus=comment.pk)
