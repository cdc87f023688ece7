"""Background work: what has to happen without anyone asking. Letters that are due go out within seconds."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from django.conf import settings
from django.db import DatabaseError, connections

from blog.mail import outbox
from blog.maintenance import maintain
from comments import telling
from comments.inbox import fetching
from comments.staffmail.announcing import announce
from comments.subscribing import articles

logger = logging.getLogger("blog.worker")

SECONDS_BETWEEN_PASSES = 60
SECONDS_BETWEEN_LOOKS = 2  # somebody may be waiting for a letter; a look that finds none is one indexed query


def run(attached: bool = False) -> None:
    """Work until SIGINT or SIGTERM; `attached` also until the parent's end of standard input closes."""
    ended = threading.Event()

    def end(signum: int, frame: FrameType | None) -> None:
        ended.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    if attached:
        threading.Thread(target=wait_for_parent, args=(ended,), daemon=True).start()
    if settings.INBOX_URL:
        threading.Thread(target=take_mail, args=(ended,), daemon=True).start()
    next_pass = 0.0
    while not ended.is_set():
        if time.monotonic() >= next_pass:
            one_pass()
            next_pass = time.monotonic() + SECONDS_BETWEEN_PASSES
        send_letters(ended)
        ended.wait(SECONDS_BETWEEN_LOOKS)


def wait_for_parent(ended: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 1):  # not sys.stdin.read(): it holds a lock that Python wants back at its end
        pass
    ended.set()


def one_pass() -> None:
    with _bearing_the_database():
        maintain()


def send_letters(ended: threading.Event) -> None:
    """All that are due, a batch at a time, until the server, the letters or the worker's time ends."""
    with _bearing_the_database():
        while not ended.is_set() and telling.tell_due():
            pass
        articles.owe_articles()
        announce()
        while not ended.is_set() and outbox.send_due().total() == outbox.BATCH:
            pass


def take_mail(ended: threading.Event) -> None:
    """Look into the mailbox again and again. By itself, since a slow mail server must not hold letters up."""
    while not ended.is_set():
        with _bearing_the_database():
            try:
                fetching.fetch_inbox()
            except DatabaseError:
                raise
            except Exception:
                logger.exception("Mail could not be fetched")
        ended.wait(SECONDS_BETWEEN_PASSES)


@contextmanager
def _bearing_the_database() -> Iterator[None]:
    """A database that is away for a while must not end the worker."""
    try:
        yield
    except DatabaseError as error:
        logger.warning("Background work waits for the database: %s", error)
    finally:
        connections.close_all()
