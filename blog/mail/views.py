"""Where a reader stops all mail to an address. GET shows, POST acts."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from blog.mail import stopping


@csrf_exempt  # the token in the address is the authority; mail programs send the form from nowhere (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    mark = stopping.mark_of(token)
    if not mark:
        raise Http404
    if request.method == "POST":
        stopping.stop(mark)
    response = render(request, "mail/stop.html", {"token": token, "is_stopped": stopping.is_stopped(mark)})
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    return response
