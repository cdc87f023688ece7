"""Comments that readers asked to have looked at: a view of the queue, and leaving one as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comments import reports
from comments.models import Comment
from comments.panel import returning
from comments.panel.acts import Notice
from comments.panel.door import for_deciders
from comments.panel.narrowing import REPORTED
from comments.panel.selection import Selection

if TYPE_CHECKING:
    from comments.panel.door import DeciderRequest


@require_safe
@for_deciders
def report_list(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    """Where the reports used to be."""
    return redirect(reverse("queue:list") + Selection(status=REPORTED).as_query())


@require_POST
@for_deciders
def leave(request: DeciderRequest, theirs: QuerySet[Comment], comment_id: int) -> HttpResponse:
    comment = get_object_or_404(theirs, pk=comment_id)
    if reports.leave(comment, request.user):
        returning.notify(request, Notice(_("It stays as it is.")))
    else:
        returning.notify(request, Notice(_("Somebody has answered this report already."), "warning"))
    return returning.back(request)
