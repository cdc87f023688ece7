"""Each request gets a number, is counted, and leaves a line where the owner wants one: around everything else."""

from __future__ import annotations

import logging
import re
import sys
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse

from blog import logs, metrics, network

Handler = Callable[[HttpRequest], HttpResponse]

logger = logging.getLogger("blog.access")

NUMBER = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)  # as proxies make them
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
NO_ROUTE = "(none)"  # no page has this address, or it was answered before anyone looked
FILES = "(file)"


class AccountingMiddleware:
    """The outermost one, so that it sees what any other answers, and how long all of it took."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        metrics.begin("web")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        number = number_of(request)
        token = logs.request_number.set(number)
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = number
            self.account(request, response, time.perf_counter() - began)
        finally:
            logs.request_number.reset(token)
        return response

    def account(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        route, status = route_of(request), response.status_code
        metrics.counted(status, route, seconds, metrics.reason_of(response))
        if settings.ACCESS_LOG:
            said = {"method": method_of(request), "route": route, "status": status, "ms": round(seconds * 1000, 1)}
            logger.info("%(method)s %(route)s %(status)d %(ms).1f ms", said, extra={"access": said})


def kept_page(status: int, route: str, seconds: float) -> None:
    """A page was handed out that nobody had to make: counted as any other, without a number of its own."""
    metrics.counted(status, route, seconds)
    if settings.ACCESS_LOG:
        said = {"method": "GET", "route": route, "status": status, "ms": round(seconds * 1000, 1)}
        logger.info("%(method)s %(route)s %(status)d %(ms).1f ms", said, extra={"access": said})


def number_of(request: HttpRequest) -> str:
    """What a proxy of ours calls this request, else a new one: what strangers send is not repeated in our logs."""
    said = request.META.get("HTTP_X_REQUEST_ID", "")
    if NUMBER.fullmatch(said) and network.is_trusted(network.parse(request.META.get("REMOTE_ADDR", ""))):
        return said
    return uuid.uuid4().hex


def route_of(request: HttpRequest) -> str:
    """The name of the page, which says nothing about who asked for which."""
    match = request.resolver_match
    if match is not None:
        return match.view_name or NO_ROUTE
    is_file = request.path_info.startswith(settings.STATIC_URL)
    return FILES if is_file else NO_ROUTE


def method_of(request: HttpRequest) -> str:
    return request.method if request.method in METHODS else metrics.OTHER  # type: ignore[return-value]


def watch_queries(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Have every error of this connection counted, whoever bears it. First, since who came last is taken off first."""
    if counting_errors not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, counting_errors)


def counting_errors(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    try:
        return execute(sql, params, many, context)
    except DatabaseError as error:
        metrics.count_database_error(error)
        raise


def count_what_broke(request: HttpRequest | None = None, **kwargs: Any) -> None:
    """A connection that could not be made is an error of the database as well."""
    error = sys.exc_info()[1]
    if error is None:
        return
    metrics.count("errors_total", kind=type(error).__name__)
    if isinstance(error, DatabaseError):
        metrics.count_database_error(error)


def listen() -> None:
    connection_created.connect(watch_queries)
    got_request_exception.connect(count_what_broke)
