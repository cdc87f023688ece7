"""Pages that are one reader's own are kept by no cache, and their address is not handed on."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import add_never_cache_headers
from django.utils.http import escape_leading_slashes

from . import identity, reading

GetResponse = Callable[[HttpRequest], HttpResponse]


def personal_pages(get_response: GetResponse) -> GetResponse:
    """Mark personal pages `private, no-store`; drop from the address what says nothing.

    That is `?sent=` where the cookie says the same, and an order or a moment that is none.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in {"GET", "HEAD"}:
            if identity.has_cookie_for_sent(request):
                return _to(request.path)
            if odd := reading.not_understood(request.GET):
                query = request.GET.copy()
                for name in odd:
                    del query[name]
                return _to(f"{request.path}?{query.urlencode()}".rstrip("?"))
        response = get_response(request)
        is_personal = identity.is_personal(request) or reading.SINCE in request.GET
        if is_personal and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return middleware


def _to(address: str) -> HttpResponse:
    return HttpResponseRedirect(escape_leading_slashes(address))  # the browser carries the fragment over
