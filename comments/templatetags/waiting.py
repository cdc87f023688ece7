"""What waits for whoever looks, at other pages' doors; and what the page's last act left to say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from django import template
from django.contrib import messages
from django.template.context import Context

from blog.templatetags.moments import lasted
from comments.panel import returning
from comments.panel.returning import Toast
from comments.waiting import Count, count_on

register = template.Library()

_THREAD = re.compile(r"(?:^|\s)thread-(\d{1,18})")
_MOMENT = re.compile(r"(?:^|\s)all-(\S{10,40})")


@dataclass(frozen=True)
class Said:
    """A notice, and what its Undo brings back: one thread, or all that were set aside at a moment."""

    toast: Toast
    thread: str
    moment: str

    @property
    def is_undoable(self) -> bool:
        return bool(self.thread or self.moment or self.toast.is_undoable)


@register.simple_tag(takes_context=True)
def waits_for_me(context: Context) -> Count | None:
    """None for who decides on nothing. Counted once a request."""
    return count_on(context["request"])


@register.simple_tag(takes_context=True)
def waiting_toasts(context: Context) -> list[Said]:
    request = context["request"]
    tags = [message.tags for message in messages.get_messages(request)]
    toasts = returning.toasts(request)
    return [Said(toast, _first(_THREAD, tag), _first(_MOMENT, tag)) for toast, tag in zip(toasts, tags, strict=True)]


@register.filter
def in_words(duration: timedelta) -> str:
    """A duration in words: "3 hours"."""
    return lasted(duration)


def _first(pattern: re.Pattern[str], tags: str) -> str:
    found = pattern.search(tags)
    return found[1] if found else ""
