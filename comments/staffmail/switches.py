"""Which mail one gets: the form, its page in the panel, and the one that a letter leads to. Only ever of one's own row."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from blog.mail import stopping
from blog.mail.models import address_mark
from comments.models import StaffMail
from comments.panel.scope import scope
from comments.receipts.private import private
from comments.staffmail import people, tokens
from comments.staffmail.views import gone

if TYPE_CHECKING:
    from accounts.models import User


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


def obstacle(user: User) -> str:
    """Why no mail comes to this person, whatever they choose: "no-server", "no-address", "unproven", "stopped" or ""."""
    if not settings.EMAIL_CONFIGURED:
        return "no-server"
    if not user.email:
        return "no-address"
    if not user.has_proven_address:
        return "unproven"
    return "stopped" if stopping.is_stopped(address_mark(user.email)) else ""


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
