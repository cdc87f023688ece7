"""`{{ post.published_at|iso }}`: a time as programs read it."""

from __future__ import annotations

from datetime import datetime

from django import template

register = template.Library()


@register.filter(expects_localtime=True)
def iso(moment: datetime) -> str:
    """ISO 8601 in the site's zone, to the second: HTML refuses the microseconds of Django's own `c`."""
    return moment.isoformat(timespec="seconds")
