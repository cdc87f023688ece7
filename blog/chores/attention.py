"""When somebody has to look after the background work, and what they are told."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.chores import keeping
from blog.chores.models import Chore
from blog.mail.attention import waiting_since

UNSEEN = timedelta(minutes=5)  # the worker shows itself every minute; cron should as well
OFTEN = 3  # failures in a row: once is a moment's trouble


def notices() -> list[str]:
    """What the owner should know, in sentences; none while all is well."""
    return [*filter(None, [_about_the_worker()]), *(_about(chore) for chore in failing())]


def failing() -> list[Chore]:
    return list(Chore.objects.filter(failures__gte=OFTEN).order_by("name"))


def is_missed() -> bool:
    """Something is owed, and nobody was here to do it."""
    since, beat = waiting_since(), keeping.last_beat()
    long_ago = timezone.now() - UNSEEN
    return since is not None and since < long_ago and (beat is None or beat < long_ago)


def _about_the_worker() -> str:
    if not is_missed():
        return ""
    beat = keeping.last_beat()
    if beat is None:
        return _("Mail is owed, but no background worker was ever seen. 'manage.py worker' starts one.")
    return _("Mail is owed, but the background worker was last seen %(time)s ago. 'manage.py worker' starts one.") % {
        "time": timesince(beat)
    }


def _about(chore: Chore) -> str:
    words = ngettext(
        "The background work “%(name)s” failed %(count)d time in a row: %(error)s. The log says more.",
        "The background work “%(name)s” failed %(count)d times in a row: %(error)s. The log says more.",
        chore.failures,
    )
    return words % {"name": chore.name, "count": chore.failures, "error": chore.error}
