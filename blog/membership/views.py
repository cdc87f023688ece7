"""One's own account: what is here, a copy of it, and the way out."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.generic import ListView

from accounts.models import User
from accounts.second_factor import lacks_second_factor
from accounts.signup import ShownNameForm
from blog.membership import claiming
from blog.membership.comments import comments_of
from blog.membership.export import exported
from blog.membership.forms import ClaimForm, LeaveForm
from blog.membership.leaving import Choice, leave, obstacles
from comments import mailing
from comments.models import Comment
from comments.people import standing as people
from comments.readers import Reader
from comments.receipts.standing import as_list

COMMENTS_ON_A_PAGE = 20
MOST_AT_ONCE = 100  # comments to be claimed that one page lists; the rest come when these are dealt with


class MemberRequest(HttpRequest):
    """A request that came through the door: somebody is logged in."""

    user: User  # type: ignore[assignment]


@method_decorator(never_cache, name="dispatch")
class AccountPage(LoginRequiredMixin, ListView):
    """Name, ways of signing in, own comments, the copy, the way out."""

    template_name = "account/account.html"
    paginate_by = COMMENTS_ON_A_PAGE
    http_method_names = ["get", "head", "options"]
    request: MemberRequest

    def get_queryset(self) -> QuerySet[Comment]:
        return comments_of(self.request.user)

    def paginate_queryset(self, queryset: Any, page_size: int) -> tuple[Any, Any, Any, bool]:
        """A page that is none any more is the nearest one: comments come and go."""
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get("page"))
        return paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        as_list(context["page_obj"].object_list)
        return {**_about(self.request), **context}


@never_cache
@require_POST
@login_required
def change_name(request: MemberRequest) -> HttpResponse:
    form = ShownNameForm(request.POST, instance=request.user)
    if not form.is_valid():
        request.user.refresh_from_db(fields=["display_name"])  # validation has written the refused name into it
        return render(request, "account/name.html", {"form": form}, status=HTTPStatus.BAD_REQUEST)
    request.user.save(update_fields=["display_name"])
    messages.success(request, _("From now on you comment under this name."))
    return redirect("membership:account")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def claim(request: MemberRequest) -> HttpResponse:
    """GET lists what was sent under the proven address before; POST ties the chosen of it to the account."""
    form = ClaimForm(request.POST or None, comments=claiming.claimable(request.user)[:MOST_AT_ONCE])
    if request.method != "POST" or not form.is_valid():
        status = HTTPStatus.BAD_REQUEST if request.method == "POST" else HTTPStatus.OK
        return render(request, "account/claim.html", {"form": form}, status=status)
    count = claiming.claim(request.user, form.cleaned_data["comments"])
    said = ngettext("%(count)d response is yours now.", "%(count)d responses are yours now.", count)
    messages.success(request, said % {"count": count})
    return redirect("membership:account")


@require_safe
@login_required
def export_json(request: MemberRequest) -> HttpResponse:
    options = {"ensure_ascii": False, "indent": 2}
    return _download(request, JsonResponse(exported(request.user), json_dumps_params=options), "json")


@require_safe
@login_required
def export_html(request: MemberRequest) -> HttpResponse:
    page = render_to_string("account/export.html", {"export": exported(request.user)}, request)
    return _download(request, HttpResponse(page), "html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(app="allauth.account")
def delete(request: MemberRequest) -> HttpResponse:
    """GET says what goes and what stands in the way; POST does it."""
    hindering = obstacles(request.user)
    form = LeaveForm(request.POST or None)
    if request.method != "POST" or hindering or not form.is_valid():
        status = HTTPStatus.BAD_REQUEST if request.method == "POST" else HTTPStatus.OK
        return render(request, "account/delete.html", {"obstacles": hindering, "form": form}, status=status)
    leave(request.user, Choice(form.cleaned_data["comments"]))
    logout(request)
    return render(request, "account/deleted.html")


def _about(request: MemberRequest) -> dict[str, Any]:
    return {
        "form": ShownNameForm(instance=request.user),
        "owes_second_factor": lacks_second_factor(request.user),
        "letters_url": _letters_url(request.user),
        "blocked": _blocked(request.user),
        "claimable": claiming.claimable(request.user)[:MOST_AT_ONCE].count(),
    }


def _blocked(user: User) -> str:
    """Until when and why, for somebody who is."""
    block = people.of_visitor(user, None, "").blocked_by
    return people.sentence(block) if block else ""


def _letters_url(user: User) -> str:
    """Where somebody says which mail they get; "" while their address is not proven, and nothing is sent to it."""
    return mailing.preferences(Reader(user=user)) if settings.EMAIL_CONFIGURED and user.has_proven_address else ""


def _download(request: MemberRequest, response: HttpResponse, kind: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="account-{request.user.pk}.{kind}"'
    add_never_cache_headers(response)
    return response
