"""Times as programs read them, `{{ post.published_at|iso }}`, and as people do, `{{ post.updated_at|ago }}`."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

register = template.Library()

_LEAST = timedelta(minutes=1)  # of which Django says "0 minutes"


@register.filter(expects_localtime=True)
def iso(moment: datetime) -> str:
    """ISO 8601 in the site's zone, to the second: HTML refuses the microseconds of Django's own `c`."""
    return moment.isoformat(timespec="seconds")


@register.filter
def ago(moment: datetime, depth: int = 2) -> str:
    """ "3 hours ago", or "just now"."""
    now = timezone.now()
    if now - moment < _LEAST:
        return _("just now")
    return _("%(time)s ago") % {"time": timesince(moment, now, depth=depth)}


def lasted(duration: timedelta) -> str:
    """ "3 hours", or "less than a minute"."""
    now = timezone.now()
    return _("less than a minute") if duration < _LEAST else timesince(now - duration, now, depth=1)


def age_of(moment: datetime) -> str:
    """For how long something has been so."""
    return lasted(timezone.now() - moment)
