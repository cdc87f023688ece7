"""Declining with a reason: by a rule of the house, in own or in kept words, for good or until it is changed."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from blog import markup
from comments import canned, house_rules, moderation
from comments.models import CannedReply, Comment, Status
from comments.panel import acts, cards, queue, returning
from comments.panel.door import for_deciders, panel
from comments.panel.scope import capacities

if TYPE_CHECKING:
    from accounts.models import User
    from comments.panel.door import DeciderRequest

NUMBERED = 9  # rules that a key of their own can choose


class DeclineForm(forms.Form):
    rule = forms.ModelChoiceField(
        house_rules.in_force(),
        required=False,
        label=gettext_lazy("By which rule"),
        empty_label=gettext_lazy("By none of them"),
        widget=forms.RadioSelect,
    )
    canned = forms.ModelChoiceField(
        CannedReply.objects.all(), required=False, label=gettext_lazy("Words you keep"), empty_label="–"
    )
    reason = forms.CharField(
        required=False,
        max_length=acts.MAX_REASON,
        label=gettext_lazy("In your own words"),
        help_text=gettext_lazy("The writer reads this."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={
            "max_length": gettext_lazy(
                "That is %(show_value)d characters, and %(limit_value)d fit. Your text is still here: shorten it."
            )
        },
    )
    asks_change = forms.BooleanField(
        required=False,
        label=gettext_lazy("Please change this and send it again"),
        help_text=gettext_lazy("The writer finds the form to change it open. What comes back is marked here."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not house_rules.in_force().exists():  # else the keys are for choosing one
            self.fields["reason"].widget.attrs["autofocus"] = True
        if CannedReply.objects.exists():
            self.fields["reason"].help_text = _(
                "The writer reads this. It follows the words you keep, where you choose some."
            )

    def words(self, comment: Comment) -> str:
        data = self.cleaned_data
        kept = canned.filled(data["canned"].text, comment, data["rule"]) if data["canned"] else ""
        return markup.clean_text("\n\n".join(part for part in (kept, data["reason"]) if part)).strip()


def may_decline(comment: Comment, user: User) -> bool:
    """The link and the page ask this."""
    return moderation.allowed(comment.status, Status.DECLINED, capacities(user, comment.discussion))


@require_http_methods(["GET", "HEAD", "POST"])
@for_deciders
def decline(request: DeciderRequest, theirs: QuerySet[Comment], comment_id: int) -> HttpResponse:
    """GET asks for the reason; POST declines."""
    comment = queue.one(theirs, comment_id)
    if comment is None:
        raise Http404
    if request.method != "POST":
        return _page(request, comment, DeclineForm())
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, comment, form, HTTPStatus.BAD_REQUEST)
    ground = moderation.Ground(form.cleaned_data["rule"], form.cleaned_data["asks_change"])
    seen = request.POST.get("seen") or None
    outcome = moderation.moderate(
        [comment.pk], Status.DECLINED, by=request.user, reason=form.words(comment), seen=seen, ground=ground
    )
    for notice in acts.notices(acts.ACTS["decline"], outcome, by=request.user):
        returning.notify(request, notice)
    return returning.back(request)


def _page(
    request: DeciderRequest, comment: Comment, form: DeclineForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    (card,) = cards.build([comment], request.user)
    context: dict[str, Any] = {
        "title": _("Decline %(name)s’s comment") % {"name": comment.name},
        "card": card,
        "form": form,
        "may_decline": may_decline(comment, request.user),
        "came_from": returning.came_from(request),
        "seen": request.POST.get("seen") or moderation.as_seen(comment.status, comment.body_html),
    }
    return render(request, "comments/panel/decline.html", {**panel(request), **context}, status=status)
