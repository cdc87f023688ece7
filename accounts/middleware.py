"""The second factor before the panel, and what the pages of accounts have in common."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.second_factor import lacks_second_factor

GetResponse = Callable[[HttpRequest], HttpResponse]


class SecondFactorMiddleware:
    """The one place that keeps the panel shut to staff without a second factor. The way out stays open."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_guarded(request.path_info) and lacks_second_factor(request.user):
            return redirect("mfa_index")
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """allauth's pages name the host `site`; on ours that is the blog, and a context processor gives it."""
        view = request.resolver_match.func if request.resolver_match else None
        if view and view.__module__.startswith("allauth.") and response.context_data:
            response.context_data.pop("site", None)
        return response


def is_guarded(path: str) -> bool:
    return path.startswith(reverse("admin:index")) and path not in {reverse("admin:login"), reverse("admin:logout")}
