"""What every request is asked before any page, and what every answer is given after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase, HttpResponseRedirectBase

from blog import headers, views
from blog.membership import events

Handler = Callable[[HttpRequest], HttpResponse]

MAX_UPLOAD_SIZE = 25 * 1024 * 1024  # one large photograph with room; a form without files has Django's own limit


class SaneRequestsMiddleware:
    """Turns what no page could answer, and PostgreSQL would choke on, into the 4xx it is."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address")
        if length_of(request.META) > most_content(request.META):
            raise RequestDataTooBig("A body above the limit")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Whoever hung up while sending is not our mistake."""
        return views.bad_request(request, exception) if isinstance(exception, UnreadablePostError) else None


class AnswersMiddleware:
    """Gives bare refusals a page to read, and every answer the headers that Django has no setting for."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code in views.BARE_REFUSALS and not response.streaming and not response.content:
            response = views.with_page(request, response)
        events.refused(request, response)
        for name, value in headers.of_answer(request.path_info).items():
            response.headers.setdefault(name, value)
        return response


class PolicyMiddleware(CSPMiddleware):
    """Writes the policy of each page. Nothing is loaded or done on what only leads on: `blog.headers` forbids all there."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if isinstance(response, HttpResponseRedirectBase):
            return response
        return super().process_response(request, response)


def length_of(environ: Mapping[str, Any]) -> int:
    """Of the body, by what it says itself."""
    try:
        return int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def most_content(environ: Mapping[str, Any]) -> int:
    """How long a body of this kind may be."""
    kind = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    return MAX_UPLOAD_SIZE if kind == "multipart/form-data" else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
