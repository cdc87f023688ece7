"""The queue at other pages' doors: its number in the panel, its acts below a comment, what was done last."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest
from django.template.context import Context

from comments.models import Discussion
from comments.panel import acts, queue, returning
from comments.panel.returning import Toast
from comments.panel.scope import capacities
from comments.threads import Row

register = template.Library()


@register.simple_tag(takes_context=True)
def waiting_count(context: Context) -> int | None:
    """How many comments wait for whoever looks; None for who decides on nothing. Counted once a request."""
    return queue.waiting_for(context["request"])


@register.simple_tag(takes_context=True)
def toasts(context: Context) -> list[Toast]:
    return returning.toasts(context["request"])


@register.inclusion_tag("comments/_staff_acts.html", takes_context=True)
def staff_acts(context: Context, row: Row, discussion: Discussion) -> dict[str, Any]:
    """What the person looking may do with a comment on the article page: nothing, for nearly everybody."""
    request = context["request"]
    usual, rest = acts.usual(row.status, _capacities(request, discussion))
    return {
        "row": row,
        "acts": [*usual, *(act for act in rest if act.code == "remove")],
        "next": f"{request.get_full_path()}#comment-{row.pk}",
        "csrf_token": context.get("csrf_token"),
    }


@register.filter
def capped(count: int) -> str:
    """A count that stopped at its limit says so."""
    return queue.said(count)


def _capacities(request: HttpRequest, discussion: Discussion) -> frozenset[Any]:
    known: dict[int, frozenset[Any]] = request.__dict__.setdefault("_decides_as", {})
    if discussion.pk not in known:
        known[discussion.pk] = capacities(request.user, discussion)
    return known[discussion.pk]
