"""The queue's lists, and the acts that lead back to where they were asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from blog.posts.models import Post
from comments import moderation, parts, waiting
from comments.models import Comment, Status
from comments.panel import acts, cards, feed, keys, looking, queue, returning, saved
from comments.panel.acts import ACTS, Notice
from comments.panel.door import for_deciders, panel
from comments.panel.narrowing import ALL, LIKELY_LAST, REPORTED, Filter
from comments.panel.scope import STAFF
from comments.staffmail import switches

if TYPE_CHECKING:
    from accounts.models import User
    from comments.panel.door import DeciderRequest

_KEY = re.compile(r"\d{1,18}")
_FIRST_BULK = {Status.PENDING.value: "approve", Status.APPROVED.value: "remove"}  # what a dry run is first shown for
_PICK = re.compile(r"(\d{1,18})(?::([a-z]{1,10}(?::[0-9a-f]{16})?))?")


@require_safe
@for_deciders
def queue_list(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    sees_addresses = moderation.can_moderate(request.user)
    form = Filter(request.GET.dict(), shows_addresses=sees_addresses)
    selection = queue.Selection(**form.values)
    counts = _counts(request, theirs, selection)
    end, beside = queue.end_in(counts), {} if sees_addresses else parts.column(request.user)
    page = queue.page(theirs, selection, shows_addresses=sees_addresses, end=end, beside=beside)
    if not (page.comments or page.looked_through) and (selection.after or selection.before):
        return redirect(request.path + selection.as_query())
    context = {
        "title": _("Queue"),
        "selection": selection,
        "form": form,
        "chosen_post": _chosen_post(request.user, selection, page),
        "page": page,
        "cards": looking.at_cards(cards.build(page.comments, request.user), request.user),
        "bulk_acts": _bulk_acts(selection) if len(page.comments) > 1 else [],
        "all_picked": "all" in request.GET,
        "sees_addresses": sees_addresses,
        "feed_address": feed.address(request.user),
        "obstacle": switches.obstacle(request.user, counts),
        **_addresses(request, selection, page),
        **saved.beside(request.user, selection, counts),
    }
    return render(request, "comments/panel/queue.html", {**_around(request, counts), **context})


@require_POST
@for_deciders
def act(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    """`act` and any number of `comment` ("id", or "id:" and what was looked at)."""
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


def _chosen_post(user: User, selection: queue.Selection, page: queue.QueuePage) -> Post | None:
    """The article the queue is narrowed to; the title of a colleague's draft is not told."""
    if not selection.post:
        return None
    read = page.comments[0].discussion.post if page.comments else None  # with the cards
    post = read or Post.objects.filter(pk=selection.post).without_text().first()
    return post if post and (post.is_published or post.is_editable_by(user)) else None


def _picked(sent: list[str]) -> dict[int, str | None]:
    matches = (_PICK.fullmatch(value) for value in sent)
    return {int(match[1]): match[2] for match in matches if match}


def _addresses(request: HttpRequest, selection: queue.Selection, page: queue.QueuePage) -> dict[str, str]:
    """This page of the queue, and those around it."""
    here = {"after": selection.after, "before": selection.before}
    return {
        "here": request.path + selection.as_query(**here),
        "first": request.path + selection.as_query(),
        "previous": request.path + selection.as_query(before=page.previous),
        "next": request.path + selection.as_query(after=page.next),
        "other_order": request.path + selection.as_query(sort="" if selection.sort else LIKELY_LAST),
        "all_matching": f"{selection.as_query()}{'&' if selection.as_query() else '?'}act={_FIRST_BULK.get(selection.status, 'approve')}",
        "everything_picked": request.path + selection.as_query(**here, all=1),
    }


def _bulk_acts(selection: queue.Selection) -> list[acts.Act]:
    if selection.status in {ALL, REPORTED}:
        return list(ACTS.values())
    return acts.offered(selection.status, STAFF)


def _counts(request: DeciderRequest, theirs: QuerySet[Comment], selection: queue.Selection) -> dict[str, Any]:
    """The number of comments in each view, and in the same query whatever else the page asks of whoever looks."""
    columns = {
        **queue.end_columns(selection),
        **switches.columns(request.user),
        **saved.column(request.user),
        **waiting.columns(request.user),
    }
    counts = queue.counts(theirs, request.user, keys=keys.column(), **columns)
    keys.remember(request, counts["keys"])
    queue.remember_waiting(request, counts[Status.PENDING])
    waiting.remember(request, counts)
    return counts


def _around(request: DeciderRequest, counts: dict[str, Any]) -> dict[str, Any]:
    """The panel around a page of the queue, with the number of comments in each view."""
    return {
        **panel(request),
        "views": queue.views(counts),
        "changes_waiting": counts[queue.CHANGES],
    }
