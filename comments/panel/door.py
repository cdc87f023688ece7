"""Who comes into the queue's pages, and what everybody else is told."""

from __future__ import annotations

import functools
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from comments.panel.scope import scope

if TYPE_CHECKING:
    from accounts.models import User

    class DeciderRequest(HttpRequest):
        """A request that came through the door: somebody is signed in."""

        user: User  # type: ignore[assignment]


View = Callable[..., HttpResponseBase]


def for_deciders(view: View) -> View:
    """A page of the panel for who decides on comments. Others are told so; whoever is unknown is asked to log in.

    The view is given the comments that are this person's to decide.
    """

    @functools.wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        theirs = scope(request.user)
        if theirs is None and request.user.is_authenticated:
            return _turned_away(request, _("Not your desk"))
        if theirs is None and request.POST.get("body"):
            return _turned_away(request, _("You are signed out"))
        return admin.site.admin_view(view)(request, theirs, *args, **kwargs)

    return door


def panel(request: HttpRequest) -> dict[str, Any]:
    """The context that every page of the panel has."""
    return admin.site.each_context(request)


@never_cache
def _turned_away(request: HttpRequest, title: str) -> HttpResponse:
    """403 in the panel's look; a text that was sent stands in it, to keep."""
    context = {"title": title, "text": request.POST.get("body", "")}
    return render(request, "comments/panel/forbidden.html", {**panel(request), **context}, status=HTTPStatus.FORBIDDEN)
