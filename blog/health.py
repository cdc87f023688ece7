"""Is the site well? Asked by /readyz and before the server starts."""

from __future__ import annotations

from django.core.cache import cache, caches
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from blog.mail import attention


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def cache_keeps() -> bool:
    try:
        cache.set("readyz", "kept", 60)
        return cache.get("readyz") == "kept"
    except Exception:  # Redis' errors are not Django's, and each means "no"
        return False


def redis_stands_by_itself() -> bool:
    """False while the table stands in for it; what needs no Redis has it."""
    return getattr(caches["default"], "answers", lambda: True)()


def migrations_are_applied() -> bool:
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError:
        return False
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def oldest_unsent_mail() -> int | None:
    """For how many seconds the oldest letter has been due; None while none is, or where nobody can say."""
    try:
        since = attention.waiting_since()
    except DatabaseError:
        return None
    return int((timezone.now() - since).total_seconds()) if since else None
