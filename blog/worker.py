"""Background work: what has to happen without anyone asking, one pass a minute."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from types import FrameType

from django.db import DatabaseError, connections

from blog.maintenance import maintain

logger = logging.getLogger("blog.worker")

SECONDS_BETWEEN_PASSES = 60


def run(attached: bool = False) -> None:
    """Work until SIGINT or SIGTERM; `attached` also until the parent's end of standard input closes."""
    ended = threading.Event()

    def end(signum: int, frame: FrameType | None) -> None:
        ended.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    if attached:
        threading.Thread(target=wait_for_parent, args=(ended,), daemon=True).start()
    while not ended.is_set():
        one_pass()
        ended.wait(SECONDS_BETWEEN_PASSES)


def wait_for_parent(ended: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 1):  # not sys.stdin.read(): it holds a lock that Python wants back at its end
        pass
    ended.set()


def one_pass() -> None:
    """A database that is away for a while must not end the worker."""
    try:
        maintain()
    except DatabaseError as error:
        logger.warning("Maintenance waits for the database: %s", error)
    finally:
        connections.close_all()
