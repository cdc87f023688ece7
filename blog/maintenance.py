"""One pass of what keeps the database small and forgetful."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.utils import timezone

from blog import clock, queues
from blog.chores import keeping
from blog.mail import incoming, outbox
from blog.pages import changes
from comments.maintenance import drop_network_hashes
from comments.people import forgetting
from comments.proofs.asking import drop_old_requests
from comments.subscribing import asking as subscribing

LEASE = timedelta(minutes=5)  # a worker that dies in the middle delays the next pass by so much
MAINTAIN = "maintain"


def maintain() -> dict[str, int]:
    """What was dropped, by kind. One that fails is put off, and stops none of the others.

    Two at once would only wait for each other: the second one finds it in other hands, and drops nothing.
    """
    keeping.beat()
    clock.put_right()  # or a lease of tomorrow would keep this from being done
    return keeping.perform(MAINTAIN, _drop_all, alone_for=LEASE) or dict.fromkeys(CHORES, 0)


def _drop_all() -> dict[str, int]:
    return {name: keeping.perform(name, drop) or 0 for name, drop in CHORES.items()}


def drop_expired_sessions() -> int:
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]


def drop_ended_devices() -> int:
    """What the list of devices kept of a session (address, browser) goes with the session."""
    return UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()[0]


def drop_expired_cache_rows() -> int:
    """Django drops them only when the table is full and something is written."""
    tables: list[Any] = [caches[name] for name in settings.CACHES if isinstance(caches[name], DatabaseCache)]
    return sum(_drop_expired_rows(cache._table) for cache in tables)


def _drop_expired_rows(name: str) -> int:
    table = connection.ops.quote_name(name)
    now = connection.ops.adapt_datetimefield_value(timezone.now().replace(microsecond=0))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608 - the name is ours
        return cursor.rowcount


def tidy_tasks() -> int:
    """Also takes up what a dead worker left."""
    return queues.chosen().tidy()


CHORES: dict[str, Callable[[], int]] = {
    "network hashes": drop_network_hashes,
    "notes and measures": forgetting.in_time,
    "proof requests": drop_old_requests,
    "subscription requests": subscribing.drop_old_requests,
    "letters": outbox.clear,
    "incoming mail": incoming.clear,
    "sessions": drop_expired_sessions,
    "devices": drop_ended_devices,
    "cache rows": drop_expired_cache_rows,
    "tasks": tidy_tasks,
    "changes of pages": changes.tidy,
}
