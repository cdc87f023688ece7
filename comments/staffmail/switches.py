"""Which mail one gets: the form, its page in the panel, and the one that a letter leads to. Only ever of one's own row."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from blog.mail import stopping
from blog.mail.models import DoNotMail, address_mark
from comments.models import StaffMail
from comments.panel.scope import scope
from comments.receipts.private import private
from comments.staffmail import people, tokens
from comments.staffmail.views import gone

if TYPE_CHECKING:
    from accounts.models import User


_PROVEN, _STOPPED = "_is_proven", "_is_stopped"


class SwitchesForm(forms.ModelForm):
    """What does not concern this person is not asked: waiting comments of who decides, news of who writes articles."""

    class Meta:
        model = StaffMail
        fields = ("held", "published")
        widgets = {"held": forms.RadioSelect}

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, instance=people.wishes(user))
        if scope(user) is None:
            del self.fields["held"]
        if not user.has_perm("posts.add_post"):
            del self.fields["published"]


def columns(user: User) -> dict[str, Exists]:
    """What `obstacle` asks the database, for a query that reads whoever asks; nothing where it need not."""
    if not (settings.EMAIL_CONFIGURED and user.email):
        return {}
    proven = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True, email__iexact=user.email)
    return {_PROVEN: Exists(proven), _STOPPED: Exists(DoNotMail.objects.filter(pk=address_mark(user.email)))}


def obstacle(user: User, known: Mapping[str, Any] | None = None) -> str:
    """Why no mail comes to this person, whatever they choose: "no-server", "no-address", "unproven", "stopped" or "".

    `known`: what `columns` brought.
    """
    if not settings.EMAIL_CONFIGURED:
        return "no-server"
    if not user.email:
        return "no-address"
    if not (known[_PROVEN] if known else user.has_proven_address):
        return "unproven"
    is_stopped = known[_STOPPED] if known else stopping.is_stopped(address_mark(user.email))
    return "stopped" if is_stopped else ""


@require_http_methods(["GET", "HEAD", "POST"])
def in_the_panel(request: HttpRequest) -> HttpResponse:
    return admin.site.admin_view(_panel_page)(request)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def by_letter(request: HttpRequest, token: str) -> HttpResponse:
    user = tokens.switcher(token)
    if user is None or not user.is_staff:
        return gone(request)
    return _page(request, user, "comments/staffmail/switches.html", {"token": token})


def _panel_page(request: Any) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": _("Mail you get")}
    return _page(request, request.user, "comments/panel/mail.html", context)


def _page(request: HttpRequest, user: User, template: str, context: dict[str, Any]) -> HttpResponse:
    form = SwitchesForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_bound and form.is_valid():
        form.save()
        return HttpResponseRedirect(f"{request.path}?said=saved", status=HTTPStatus.SEE_OTHER)
    said = request.GET.get("said", "")
    context = {**context, "form": form, "person": user, "obstacle": obstacle(user), "said": said}
    return render(request, template, context, status=HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK)
