"""What a clock that ran ahead has written, once it is right again.

Leases, pauses between tries and dates of letters are moments of the wall clock. One that was a year ahead for a minute
would hold up for a year what it touched in that minute. None of these lies further ahead than `FAR` by itself.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from blog.chores.models import Chore
from blog.mail.models import Letter
from comments.models import BulkAct, Comment

FAR = timedelta(hours=6)  # the longest of them, the wait between two tries of a letter, has four


def put_right() -> int:
    """Returns how many rows were touched: none, mostly."""
    now = timezone.now()
    far = now + FAR
    letters = Letter.objects.owed()
    free = {"claimed_until": None, "claimed_by": None}
    due = {"created_at": now, "due_at": now, "try_at": now}
    told = far + timedelta(minutes=settings.MAIL_DELAY_MINUTES)
    return sum(
        [
            letters.filter(claimed_until__gt=far).update(**free),
            letters.filter(created_at__gt=far).update(**due),  # not `due_at` alone: a digest may be due tomorrow
            letters.filter(attempts__gt=0, try_at__gt=far).update(try_at=now),
            Chore.objects.filter(claimed_until__gt=far).update(**free),
            Chore.objects.filter(try_at__gt=far).update(try_at=None),
            BulkAct.objects.filter(claimed_until__gt=far).update(**free),
            Comment.objects.filter(tell_at__gt=told).update(tell_at=now),
        ]
    )
