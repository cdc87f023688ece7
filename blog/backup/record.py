"""When the last good backup was made, for whoever asks."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from blog.chores.models import Chore

logger = logging.getLogger("blog.backup")

WORK = "backup"  # the row of background work that keeps it
OLD = timedelta(days=2)  # where they are made daily
VERY_OLD = timedelta(days=8)  # where somebody makes them by hand


def note() -> None:
    """One was made and is good. A database that cannot be written to makes it no worse."""
    try:
        Chore.objects.update_or_create(name=WORK, defaults={"seen_at": timezone.now()})
    except DatabaseError:
        logger.warning("That a backup was made could not be noted", exc_info=True)


def last_good() -> datetime | None:
    return Chore.objects.filter(name=WORK).values_list("seen_at", flat=True).first()


def is_late() -> bool:
    """Of those that are made by themselves, none was good for too long."""
    last = last_good()
    return bool(settings.BACKUP_DIR) and (last is None or last < timezone.now() - OLD)


def is_old() -> bool:
    last = last_good()
    return last is None or last < timezone.now() - VERY_OLD


def sentence() -> str:
    if last := last_good():
        return _("The last good one was made %(time)s ago.") % {"time": timesince(last)}
    return _("None is on record.")


def notices() -> list[str]:
    """For the owner, only where they are to be made daily and are not."""
    if not is_late():
        return []
    return [_("Backups: %(sentence)s 'manage.py backup' makes one, or says why not.") % {"sentence": sentence()}]
