"""The page of figures in the panel, and the one for readers where the owner shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from comments import moderation
from comments.figures.charts import chart
from comments.figures.counting import KEPT_SECONDS, figures
from comments.models import Comment, Defaults
from comments.panel.door import for_deciders, panel
from comments.panel.scope import posts_of

if TYPE_CHECKING:
    from comments.panel.door import DeciderRequest


@require_safe
@for_deciders
def in_the_panel(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    """Of the whole site for its moderators, of their part for everybody else."""
    is_everything = moderation.can_moderate(request.user)
    posts = None if is_everything else posts_of(request.user)
    found = figures(posts, key="site" if is_everything else f"user.{request.user.pk}")
    context = {"title": _("Figures"), "figures": found, "chart": chart(found.months), "is_everything": is_everything}
    return render(request, "comments/panel/figures.html", {**panel(request), **context})


@require_safe
@cache_control(public=True, max_age=KEPT_SECONDS)
def for_readers(request: HttpRequest) -> HttpResponse:
    """Totals by month, and no word of whose they are."""
    if not Defaults.current().shows_figures:
        raise Http404
    found = figures()
    return render(request, "comments/figures.html", {"figures": found, "chart": chart(found.months)})
