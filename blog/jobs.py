"""The one door to background work.

What is owed is a row, written in the transaction of what it is about; `enqueue` only makes a worker
look at once. So it never fails its caller, and a task that is lost costs the wait until a worker's
next look.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction
from django_tasks import task

from blog import logs, queues

logger = logging.getLogger("blog.jobs")

QUIET_SECONDS = 30  # after a queue failed: no reader waits for it again and again

Work = Callable[[], Any]

ended = threading.Event()  # this process was asked to end: who works through many things looks here in between
_works: dict[str, Work] = {}
_quiet = {"until": 0.0}  # a moment of the monotonic clock


def register(name: str, work: Work) -> None:
    """`work` does all that is owed of its kind. It is called often, and is cheap where nothing is."""
    _works[name] = work


def works() -> dict[str, Work]:
    return dict(_works)


def enqueue(name: str) -> None:
    """Have the work of this name done once the caller's transaction is committed. Asked for often, it is done once."""
    transaction.on_commit(partial(_ask, name, logs.request_number.get()))


@task()
def do(name: str, asked_by: str = "") -> None:
    """`asked_by`: the number of the request, for the log. Of several that asked, the first."""
    queues.chosen().begun(name)  # before it looks: what is owed from now on asks again
    token = logs.request_number.set(asked_by)
    try:
        if work := _works.get(name):
            work()
    finally:
        logs.request_number.reset(token)


def _ask(name: str, asked_by: str) -> None:
    if time.monotonic() < _quiet["until"]:
        return
    try:
        if not queues.chosen().awaits(name):
            _task(name).enqueue(name, asked_by)
    except Exception as error:  # full disk, no Redis, a database in trouble: the next look finds what is owed
        _quiet["until"] = time.monotonic() + QUIET_SECONDS
        logger.warning("The work %r waits for a worker's next look: %s", name, error)


def _task(name: str) -> Any:
    return do.using(queue_name=queues.chosen().line(name))
