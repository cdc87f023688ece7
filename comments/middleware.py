"""Pages that are one reader's own are kept by no cache, and their address is not handed on."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import add_never_cache_headers
from django.utils.http import escape_leading_slashes

from . import identity

GetResponse = Callable[[HttpRequest], HttpResponse]


def personal_pages(get_response: GetResponse) -> GetResponse:
    """Mark personal pages `private, no-store`; drop `?sent=` from the address where the cookie says the same."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in {"GET", "HEAD"} and identity.has_cookie_for_sent(request):
            return HttpResponseRedirect(escape_leading_slashes(request.path))  # the browser carries the fragment over
        response = get_response(request)
        if identity.is_personal(request) and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return middleware
