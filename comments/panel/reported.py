"""Comments that readers asked to have looked at: why they did, and leaving one as it is."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comments import reports
from comments.models import Comment
from comments.panel import returning
from comments.panel.acts import Notice
from comments.panel.door import for_deciders, panel

if TYPE_CHECKING:
    from comments.panel.door import DeciderRequest

MOST = 200  # reports on the page; answering brings up the next


@require_safe
@for_deciders
def report_list(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    waiting = reports.waiting(theirs).select_related("comment__discussion__post").order_by("comment", "pk")[:MOST]
    found = [(comment, list(said)) for comment, said in groupby(waiting, key=lambda report: report.comment)]
    context = {**panel(request), "title": _("Reported"), "reported": found}
    return render(request, "comments/panel/reported.html", context)


@require_POST
@for_deciders
def leave(request: DeciderRequest, theirs: QuerySet[Comment], comment_id: int) -> HttpResponse:
    comment = get_object_or_404(theirs, pk=comment_id)
    if reports.leave(comment, request.user):
        returning.notify(request, Notice(_("It stays as it is.")))
    else:
        returning.notify(request, Notice(_("Somebody has answered this report already."), "warning"))
    return returning.back(request)
