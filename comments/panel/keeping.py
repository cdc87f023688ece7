"""Closing and pinning one thread, from its page in the panel or from where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from comments import keeping
from comments.models import Comment
from comments.panel import returning
from comments.panel.acts import Notice
from comments.panel.door import for_deciders

if TYPE_CHECKING:
    from comments.panel.door import DeciderRequest

_SAID = {
    keeping.CLOSE: gettext_lazy("This thread takes no more replies by readers."),
    keeping.OPEN: gettext_lazy("Readers can reply in this thread again."),
    keeping.PIN: gettext_lazy("This thread stands first now."),
    keeping.UNPIN: gettext_lazy("This thread stands where it belongs again."),
}


@require_POST
@for_deciders
def change(request: DeciderRequest, theirs: QuerySet[Comment], comment_id: int) -> HttpResponse:
    """`act`: close, reopen, pin or unpin. What was done meanwhile is said, never done twice."""
    wanted = request.POST.get("act", "")
    if wanted not in _SAID:
        return HttpResponseBadRequest(_("There is no such act."), content_type="text/plain; charset=utf-8")
    comment = theirs.select_related("discussion__post", "discussion__defaults").filter(pk=comment_id).first()
    if comment is None or not keeping.offered(comment, request.user):
        raise Http404
    done = keeping.change(comment, wanted, by=request.user)
    if isinstance(done, str):
        returning.notify(request, Notice(done, "warning"))
    else:
        returning.notify(request, Notice(str(_SAID[wanted]), act=done.pk))
    return returning.back(request)
