"""Is the site well? Asked by /readyz and before the server starts."""

from __future__ import annotations

import time
from concurrent.futures import Future
from threading import Lock, Thread
from typing import NamedTuple

from django.core.cache import cache, caches
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from blog.mail import attention

PATIENCE = 3.0  # seconds; who asks whether we are ready waits hardly longer


class Question(NamedTuple):
    since: float
    answer: Future[bool]


_lock = Lock()
_questions: list[Question] = []  # one at most


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def database_answers_in_time(seconds: float = PATIENCE) -> bool | None:
    """None for one that hangs: it must not hold the thread of a request, so another one waits for it.

    While that one still waits, others wait with it, and nobody longer than so many seconds after it began.
    """
    with _lock:
        question = _questions[-1] if _questions else _begin()
    try:
        return question.answer.result(timeout=max(0, question.since + seconds - time.monotonic()))
    except TimeoutError:
        return None


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


def _begin() -> Question:
    question = Question(time.monotonic(), Future())
    _questions.append(question)
    Thread(target=_ask_database, args=(question,), daemon=True).start()
    return question


def _ask_database(question: Question) -> None:
    try:
        found, error = database_answers(), None
    except Exception as raised:  # is raised again where it is waited for
        found, error = False, raised
    connections.close_all()  # this thread's own
    _questions.remove(question)
    question.answer.set_exception(error) if error else question.answer.set_result(found)
