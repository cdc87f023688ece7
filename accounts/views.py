"""Pages of accounts that are not allauth's, or not quite."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic.edit import FormView

View = Callable[..., HttpResponseBase]


def needs_mail(page: str) -> Callable[[View], View]:
    """Where no mail can be sent, a page that says so and what works instead. `page` names what was wanted."""

    def decorated(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(request, *args, **kwargs) if settings.EMAIL_CONFIGURED else no_mail(request, page)

        return asked

    return decorated


@never_cache
def no_mail(request: HttpRequest, page: str) -> HttpResponse:
    return render(request, "account/no_mail.html", {"wanted": page})


@method_decorator([never_cache, login_required], name="dispatch")
class EmailView(views.EmailView):
    """allauth's own, which writes the address into a table of its own even when it is only looked at."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in {"GET", "HEAD"}:
            self._did_send_verification_email = False
            return FormView.dispatch(self, request, *args, **kwargs)
        return super().dispatch(request, *args, **kwargs)
