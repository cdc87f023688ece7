"""When the last good backup was made, for whoever asks; and whether one of today is owed."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.utils import timezone

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
