"""Is a form that arrives here one of ours, sent from a page of ours?"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from .forms import is_token_for

if TYPE_CHECKING:
    from accounts.models import User


def refusal(request: HttpRequest, post_id: int, user: User | None) -> str:
    """Why this cannot be taken as it came: "csrf", "origin", "token", or "" when it can.

    A guest carries no authority in a cookie: the origin and a token of the discussion are enough.
    Whoever is signed in gets Django's own check.
    """
    if user is not None:
        check = CsrfViewMiddleware(lambda _request: HttpResponse())
        check.process_request(request)
        return "csrf" if check.process_view(request, _unguarded, (), {}) else ""
    if is_from_elsewhere(request):
        return "origin"
    return "" if is_token_for(post_id, request.POST.get("token", "")) else "token"


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Browsers say where a form was sent from; a plain client that says nothing is let through."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.get_host()


def _unguarded(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError("only there for the CSRF check to look at")
