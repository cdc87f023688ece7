"""Pages that a secret address alone opens: kept by no cache, listed nowhere, told to nobody."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt

from comments.guard import is_from_elsewhere

View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """The token in the address is the authority, and no other site knows it: so none may send a form here."""

    @csrf_exempt
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and is_from_elsewhere(request):
            raise Http404
        return kept_private(view)(request, *args, **kwargs)

    return wrapped


def kept_private(view: View) -> View:
    """Nobody keeps the page, and nobody lists it."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapped
