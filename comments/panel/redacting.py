"""The page for taking something out of a comment: mark it, look at what comes of it, confirm."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from blog import markup
from comments import moderation, redacting
from comments.models import Comment
from comments.panel import queue, returning
from comments.panel.acts import MAX_REASON, Notice
from comments.panel.changes import Piece
from comments.panel.door import for_deciders, panel

if TYPE_CHECKING:
    from comments.panel.door import DeciderRequest


class RedactForm(forms.Form):
    pieces = forms.CharField(
        label=gettext_lazy("What is taken out"),
        help_text=gettext_lazy("One piece on a line, as it stands in the text. Each is replaced wherever it stands."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "data-pieces": "", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Name at least one piece to take out.")},
    )
    kind = forms.ChoiceField(label=gettext_lazy("What stands there instead"), choices=[*redacting.PLACEHOLDERS.items()])
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("The writer reads this."),
        required=False,
        max_length=MAX_REASON,
    )
    drops = forms.BooleanField(
        label=gettext_lazy("Do not keep the original"),
        help_text=gettext_lazy("For what is somebody else’s and ought to be kept nowhere. This cannot be undone."),
        required=False,
    )

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["pieces"].splitlines() if line.strip()]


@require_http_methods(["GET", "HEAD", "POST"])
@for_deciders
def redact(request: DeciderRequest, theirs: QuerySet[Comment], comment_id: int) -> HttpResponse:
    """GET asks; POST shows what would come of it, and with `confirmed` does it."""
    comment = queue.one(theirs, comment_id)
    if comment is None or not redacting.may_redact(comment, request.user):
        raise Http404
    if request.method != "POST":
        return _page(request, comment, RedactForm())
    form = RedactForm(request.POST)
    if not form.is_valid():
        return _page(request, comment, form, HTTPStatus.BAD_REQUEST)
    try:
        if "confirmed" in request.POST:
            return _redacted(request, comment, form)
        new = redacting.shortened(comment.body, form.lines, str(redacting.PLACEHOLDERS[form.cleaned_data["kind"]]))
    except redacting.CannotRedactError as error:
        form.add_error("pieces", str(error))
        return _page(request, comment, form, HTTPStatus.CONFLICT)
    return _page(request, comment, form, pieces=[Piece(*part) for part in new.parts], count=new.count)


def _redacted(request: DeciderRequest, comment: Comment, form: RedactForm) -> HttpResponse:
    data = form.cleaned_data
    act = redacting.redact(
        comment,
        form.lines,
        data["kind"],
        by=request.user,
        reason=markup.clean_text(data["reason"]).strip(),
        keeps=not data["drops"],
        seen=request.POST.get("seen", ""),
    )
    text = _("Taken out of %(name)s’s comment. Its writer reads that it was, and why.") % {"name": comment.name}
    returning.notify(request, Notice(text, act=None if data["drops"] else act.pk))
    return returning.back(request)


def _page(
    request: DeciderRequest,
    comment: Comment,
    form: RedactForm,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    pieces: list[Piece] | None = None,
    count: int = 0,
) -> HttpResponse:
    context = {
        "title": _("Take something out of %(name)s’s comment") % {"name": comment.name},
        "comment": comment,
        "form": form,
        "pieces": pieces,
        "count": count,
        "seen": moderation.as_seen(comment.status, comment.body_html),
        "came_from": returning.came_from(request),
    }
    return render(request, "comments/panel/redact.html", {**panel(request), **context}, status=status)
