"""What somebody sent and nobody could take: in a form that sends it again, by what the request itself says.

No database is asked. A comment comes back in its own form; what any other form sent, in one that sends the
same fields to the same address. Nothing is given back that was not sent, least of all a password.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve

from comments.forms import ReplyForm, Terms

LONG = 80  # characters: from here on somebody wrote it, and may want to copy it
SECRET = re.compile(r"passw|code|credential", re.IGNORECASE)
CSRF = "csrfmiddlewaretoken"
FOR_PROGRAMS = re.compile(r"/feed/|\.(?:json|xml|txt|md)$|^/readyz$")


class Field(NamedTuple):
    name: str
    value: str
    is_long: bool


def is_for_a_person(request: HttpRequest) -> bool:
    """Does a page go where the answer goes? Scripts say where, programs ask for something else than HTML."""
    if FOR_PROGRAMS.search(request.path_info):
        return False
    if request.headers.get("Sec-Fetch-Dest", "document") not in {"document", "iframe"}:
        return False
    accepted = request.headers.get("Accept", "*/*")
    return "text/html" in accepted or ("*/*" in accepted and "json" not in accepted)


def sent(request: HttpRequest) -> dict[str, Any]:
    """For the template: `address`, and `reply_form` of a comment or `fields` of anything else; `may_repeat`."""
    if request.method != "POST":
        return {}
    data = _data(request)
    again: dict[str, Any] = {"address": request.get_full_path(), "was_sent": True, "csrf": data.get(CSRF, "")}
    if _is_comment(request) and data:
        return {**again, "reply_form": _reply_form(data), "may_repeat": True}
    has_secrets = any(SECRET.search(name) for name in data)
    fields = [field for field in _fields(data) if not SECRET.search(field.name)]
    return {**again, "fields": fields, "may_repeat": bool(fields) and not has_secrets and not _has_files(request)}


def _data(request: HttpRequest) -> QueryDict:
    try:
        return request.POST
    except (OSError, BadRequest, SuspiciousOperation):  # no room for it either, cut off, or too much of it
        return QueryDict()


def _has_files(request: HttpRequest) -> bool:
    return bool(request.FILES)


def _is_comment(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).view_name == "comments:reply"
    except Resolver404:
        return False


def _reply_form(data: QueryDict) -> ReplyForm:
    """With the fields that the form had: an empty box says nothing, so there are as many as could have been."""
    is_member = "name" not in data
    asked = Terms(
        may_rest="rests" in data, can_mail=settings.EMAIL_CONFIGURED and "follow" in data, is_member=is_member
    )
    return ReplyForm(initial=dict(data.items()), terms=asked)


def _fields(data: QueryDict) -> list[Field]:
    return [
        Field(name, value, len(value) > LONG or "\n" in value)
        for name, values in data.lists()
        for value in values
        if name != CSRF
    ]
