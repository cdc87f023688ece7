"""The queue at other pages' doors: its number in the panel, and what the last act left to say."""

from __future__ import annotations

from django import template
from django.template.context import Context

from comments import moderation, reports
from comments.models import Comment
from comments.panel import alike, keys, menu, queue, record, returning
from comments.panel.menu import Entry
from comments.panel.record import Line
from comments.panel.returning import Toast
from comments.panel.scope import scope
from comments.rows import Row

register = template.Library()


@register.simple_tag(takes_context=True)
def waiting_count(context: Context) -> int | None:
    """How many comments wait for whoever looks; None for who decides on nothing. Counted once a request."""
    return queue.waiting_for(context["request"])


@register.simple_tag(takes_context=True)
def desk_entries(context: Context) -> list[Entry]:
    """The pages of whoever decides, as entries of the panel's menu."""
    return menu.entries(context["request"])


@register.simple_tag(takes_context=True)
def toasts(context: Context) -> list[Toast]:
    return returning.toasts(context["request"])


@register.simple_tag(takes_context=True)
def reports_count(context: Context) -> int:
    """How many reports nobody has answered, where whoever looks decides."""
    theirs = scope(context["request"].user)
    return 0 if theirs is None else reports.waiting(theirs)[: queue.COUNT_LIMIT + 1].count()


@register.simple_tag(takes_context=True)
def last_acts(context: Context) -> list[Line]:
    """What was done last where somebody decides, with what can be undone."""
    return record.latest(context["request"].user)


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
def folded(comment: Comment) -> int:
    """How many of those like it the queue does not show."""
    return alike.folded(comment)


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
