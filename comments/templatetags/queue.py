"""The queue at other pages' doors: its number in the panel, and what the last act left to say."""

from __future__ import annotations

from django import template
from django.template.context import Context

from comments import moderation
from comments.models import Comment
from comments.panel import keys, queue, returning
from comments.panel.returning import Toast
from comments.rows import Row

register = template.Library()


@register.simple_tag(takes_context=True)
def waiting_count(context: Context) -> int | None:
    """How many comments wait for whoever looks; None for who decides on nothing. Counted once a request."""
    return queue.waiting_for(context["request"])


@register.simple_tag(takes_context=True)
def toasts(context: Context) -> list[Toast]:
    return returning.toasts(context["request"])


@register.simple_tag(takes_context=True)
def key(context: Context, command: str) -> str:
    """What whoever looks presses for a command, as the cap of their keyboard says it."""
    own = command.lower()
    return keys.shown(keys.keys_of(context["request"]).get(own, own))


@register.simple_tag(takes_context=True)
def keys_as_json(context: Context) -> str:
    return keys.as_json(keys.keys_of(context["request"]))


@register.simple_tag(takes_context=True)
def keys_list(context: Context) -> list[tuple[str, object]]:
    """Each key and what it does, as whoever looks has chosen."""
    chosen = keys.keys_of(context["request"])
    return [(keys.shown(chosen.get(command.key, command.key)), command.label) for command in keys.COMMANDS]


@register.filter
def seen(comment: Comment | Row) -> str:
    """What a decision on this comment says that it was made on."""
    return moderation.as_seen(comment.status, comment.body_html)


@register.filter
def capped(count: int) -> str:
    """A count that stopped at its limit says so."""
    return queue.said(count)


@register.filter
def numbered(count: int) -> str:
    return f"{count:,}"
