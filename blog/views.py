"""Pages of the whole site: refusals, health, uploaded pictures."""

from __future__ import annotations

import math
from datetime import timedelta
from pathlib import PurePosixPath

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.http import content_disposition_header
from django.views import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from blog import headers, health
from blog.allowance import MINUTE
from blog.metrics import because
from blog.privacy import facts

BARE_REFUSALS = {405, 410}  # statuses that Django and our views answer without a word
MEDIA_SECONDS = 7 * 24 * 60 * 60  # a picture keeps its name for life, unless somebody deletes it and uploads another


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    if not hasattr(request, "user"):
        request.user = AnonymousUser()  # refused before anyone asked who it is
    return render(request, f"{status}.html", status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return because(render(request, "403.html", status=403), "csrf")


def too_many(request: HttpRequest, wait: int = MINUTE, reason: str = "limit") -> HttpResponse:
    """Asked for too often: `wait` seconds are left, and `reason` is the word that this is counted under.

    allauth calls it without them where one of its own limits is reached, and those lift within a minute.
    """
    response = render(request, "429.html", {"wait_minutes": max(1, math.ceil(wait / MINUTE))}, status=429)
    response["Retry-After"] = str(wait)
    response.refused_for = reason  # type: ignore[attr-defined]
    add_never_cache_headers(response)
    return response


def with_page(request: HttpRequest, refusal: HttpResponse) -> HttpResponse:
    """The same refusal, with its headers, and with a page for the person who meets it."""
    response = render(request, f"{refusal.status_code}.html", status=refusal.status_code)
    for name, value in refusal.headers.items():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    response.cookies = refusal.cookies
    return response


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy.html", {"facts": facts()})


@never_cache
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a hole in this site (RFC 9116), where the owner has said so."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    until = (timezone.now() + timedelta(days=365)).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {until}",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is looked at, so that a slow database restarts nobody."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """May readers be sent here? 503 while one of the parts is not in order.

    Late mail is told, and no reason to send readers elsewhere: another server would send it no sooner.
    """
    answers = health.database_answers_in_time()
    hangs = answers is None  # then whoever asks it anything hangs as well
    parts = {
        "database": bool(answers),
        "cache": not hangs and health.cache_keeps(),
        "migrations": not hangs and health.migrations_are_applied(),
    }
    ready = all(parts.values())
    mail = health.oldest_unsent_mail() if parts["database"] else None
    return JsonResponse({"ready": ready, **parts, "oldest_unsent_mail": mail}, status=200 if ready else 503)


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """An uploaded file. Whatever it holds, a browser runs nothing of it."""
    try:
        response = static.serve(request, path, document_root=str(settings.MEDIA_ROOT))
    except OSError as error:  # a name that no file system takes
        raise Http404 from error
    response.headers["Cache-Control"] = f"public, max-age={MEDIA_SECONDS}"
    response.headers["Content-Security-Policy"] = headers.MEDIA_POLICY
    response.headers["Content-Disposition"] = content_disposition_header(False, PurePosixPath(path).name) or "inline"
    return response
