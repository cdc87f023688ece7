"""When the database cannot be asked or the disk takes nothing more: 503, and what was sent is given back.

The page needs neither of them: no session, no context processor, no query. The middleware stands outside
the session's, and answers what broke in a view; what broke in a middleware comes here as `handler500`.
"""

from __future__ import annotations

import errno
import logging
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator

from django.db import DatabaseError, OperationalError
from django.db.utils import InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.defaults import server_error

from blog import giving_back
from blog.posts.context import known_title

logger = logging.getLogger("blog.outage")

Handler = Callable[[HttpRequest], HttpResponseBase]

RETRY_SECONDS = 10  # somebody has to start the database again, or to make room
SECONDS_BETWEEN_LINES = 60  # in the log, of one kind of trouble: each reader meets it

AWAY, BUSY, READ_ONLY, FULL = "away", "busy", "read-only", "full"
SENTENCES: dict[str, Promise] = {
    AWAY: _("The database of this site does not answer at the moment."),
    BUSY: _("This site has more to write at the moment than it can."),
    READ_ONLY: _("This site can be read, but it stores nothing at the moment."),
    FULL: _("The disk of this site is full, so it stores nothing at the moment."),
}

ERRNOS = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EFBIG: FULL, errno.EROFS: READ_ONLY}
SQLITE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
}
SQLSTATES = {  # PostgreSQL, appendix A
    "25006": READ_ONLY,
    "53100": FULL,
    "55P03": BUSY,  # a lock was not to be had
    "57014": BUSY,  # a statement took too long
    "40001": BUSY,
    "40P01": BUSY,
    "0A000": BUSY,  # a column changed its type under a statement that was planned: see `blog.postgresql`
    "26000": BUSY,
}

_told: dict[str, float] = {}  # when a kind of trouble was last written down


class OutageMiddleware:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        kind = kind_of(exception)
        return answer(request, kind, exception) if kind else None


def broken(request: HttpRequest) -> HttpResponse:
    """`handler500`, called while the exception is being handled."""
    exception = sys.exc_info()[1]
    kind = kind_of(exception) if exception else ""
    if not exception or not kind:
        return server_error(request)
    return answer(request, kind, exception)


def kind_of(error: BaseException) -> str:
    """One of the words above; "" for what is a mistake of ours."""
    if isinstance(error, DatabaseError | InterfaceError):
        kind = next((kind for cause in _causes(error) if (kind := _by_code(cause))), "")
        return kind or (AWAY if isinstance(error, OperationalError | InterfaceError) else "")
    return ERRNOS.get(error.errno or 0, "") if isinstance(error, OSError) else ""


def answer(request: HttpRequest, kind: str, error: BaseException) -> HttpResponse:
    _write_down(kind, error)
    if session := getattr(request, "session", None):
        session.modified = False  # to save it would only wait for the database again
    if giving_back.is_for_a_person(request):
        context = {"says": SENTENCES[kind], "kind": kind, "name": known_title(), **giving_back.sent(request)}
        response = HttpResponse(render_to_string("503.html", context), status=503)
    elif "json" in request.headers.get("Accept", ""):
        response = JsonResponse({"error": str(SENTENCES[kind])}, status=503)
    else:
        response = HttpResponse(f"{SENTENCES[kind]}\n", status=503, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = str(RETRY_SECONDS)
    add_never_cache_headers(response)
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django would write a line for each reader
    return response


def _causes(error: BaseException) -> Iterator[BaseException]:
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__


def _by_code(error: BaseException) -> str:
    """By what the database's own driver says: extended codes of SQLite carry the plain one in their low byte."""
    code = getattr(error, "sqlite_errorcode", None)
    return SQLITE.get(code & 0xFF, "") if code else SQLSTATES.get(getattr(error, "sqlstate", None) or "", "")


def _write_down(kind: str, error: BaseException) -> None:
    now = time.monotonic()
    if now < _told.get(kind, -SECONDS_BETWEEN_LINES) + SECONDS_BETWEEN_LINES:
        return
    _told[kind] = now
    logger.error("Readers are told to come again (%s).", kind, exc_info=error)
