"""The pages: what waits, what was put off, the answers begun, one thread, and one's earlier answers."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comments.models import Awaiting, Comment, Draft
from comments.panel.answering import AnswerForm
from comments.panel.door import for_deciders, panel
from comments.waiting import cards, earlier, lists, pace

if TYPE_CHECKING:
    from comments.panel.door import DeciderRequest

MOST = 200  # put off, or begun; whoever has more begins at the top
OLD_DAYS = 90  # what has waited longer than this can be set aside together


@require_safe
@for_deciders
def waiting_list(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    page = lists.page(request.user, request.GET.get("after", ""))
    if not page.items and "after" in request.GET:
        return redirect(request.path)
    entries = cards.build(page.items, request.user)
    context = {
        "title": _("Waiting for me"),
        "view": "waiting",
        "entries": entries,
        "next": page.next,
        "is_first": "after" not in request.GET,
        "pace": pace.of(request.user),
        "old_days": OLD_DAYS,
    }
    return _page(request, "comments/waiting/waiting_list.html", context)


@require_safe
@for_deciders
def put_off_list(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    rows = list(lists.put_off(request.user)[:MOST])
    context = {"title": _("Put off"), "view": "put_off", "entries": cards.build(rows, request.user)}
    return _page(request, "comments/waiting/put_off_list.html", context)


@require_safe
@for_deciders
def draft_list(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    drafts = list(lists.drafts(request.user).select_related("about", "answers__discussion__post")[:MOST])
    still = set(theirs.filter(pk__in=[draft.answers_id for draft in drafts]).order_by().values_list("pk", flat=True))
    for draft in drafts:
        draft.is_out_of_sight = draft.answers_id not in still  # type: ignore[attr-defined]
    context = {"title": _("My drafts"), "view": "drafts", "drafts": drafts}
    return _page(request, "comments/waiting/draft_list.html", context)


@require_safe
@for_deciders
def thread_detail(request: DeciderRequest, theirs: QuerySet[Comment], about_id: int) -> HttpResponse:
    return entry_page(request, found(theirs, about_id), AnswerForm())


@require_safe
@for_deciders
def earlier_list(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    words, order = request.GET.get("q", "")[:200], request.GET.get("order", "")
    context = {
        "title": _("My earlier answers"),
        "view": "earlier",
        "words": words,
        "order": order,
        "found": earlier.find(request.user, words, helpful_first=order == "helpful"),
        "searched": earlier.SEARCHED,
    }
    return _page(request, "comments/waiting/earlier_list.html", context)


def found(theirs: QuerySet[Comment], comment_id: int) -> Comment:
    comment = theirs.filter(pk=comment_id).first() if comment_id.bit_length() < 64 else None
    if comment is None:
        raise Http404
    return comment


def entry_page(
    request: DeciderRequest,
    about: Comment,
    form: AnswerForm,
    status: HTTPStatus = HTTPStatus.OK,
    conflict: Draft | None = None,
) -> HttpResponse:
    """One thread by itself: where a draft leads, and where a text comes back to that was not taken."""
    entry = cards.one(about, request.user)
    context = {
        "title": _("An answer to %(name)s") % {"name": entry.comment.name},
        "view": "",
        "entry": entry,
        "answer_form": form,
        "conflict": conflict,
    }
    return _page(request, "comments/waiting/thread_detail.html", context, status)


def _page(
    request: DeciderRequest, template: str, context: dict[str, Any], status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    counts = {
        "put_off_count": _capped(lists.put_off(request.user)),
        "draft_count": _capped(Draft.objects.filter(user=request.user)),
        "trouble_count": _capped(Draft.objects.filter(user=request.user).exclude(trouble="")),
        "here": request.get_full_path() if request.method == "GET" else "",
    }
    return render(request, template, {**panel(request), **counts, **context}, status=status)


def _capped(rows: QuerySet[Awaiting] | QuerySet[Draft]) -> int:
    return rows.order_by()[: lists.COUNT_LIMIT + 1].count()
