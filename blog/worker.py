"""Background work: what has to happen without anyone asking.

A task says that something is owed now; a look every few seconds finds what became due with time,
and what lost its task; a pass every minute drops what has expired.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType
from typing import Any

from django.conf import settings
from django.db import Error, connections

from blog import jobs, metrics, queues
from blog.backup import daily
from blog.chores import keeping
from blog.mail import outbox
from blog.maintenance import maintain
from blog.posts import regional
from comments import telling
from comments.bulk_acts import working as bulk_acts
from comments.inbox import fetching
from comments.spam import errands, lessons
from comments.staffmail.announcing import announce_all
from comments.subscribing import articles
from comments.waiting import planning

logger = logging.getLogger("blog.worker")

SIGNALS = (signal.SIGINT, signal.SIGTERM)  # ask it to end
SECONDS_BETWEEN_PASSES = 60
SECONDS_BETWEEN_LOOKS = 10  # a look that finds nothing is a few indexed queries
SECONDS_AFTER_TROUBLE = 2


def tell_all_due() -> None:
    """A batch at a time, until none is left or the worker's time ends."""
    while not jobs.ended.is_set() and telling.tell_due():
        pass


def learn_all_owed() -> None:
    """What people decided, for the spam filter; a batch at a time, so that others may write in between."""
    while not jobs.ended.is_set() and lessons.learn_owed():
        pass


# What is owed, by the name that `jobs.enqueue` is told; what makes letters comes before the letters.
WORKS: dict[str, jobs.Work] = {
    bulk_acts.WORK: bulk_acts.work_off_all,
    "planned answers": planning.publish_all_due,
    "news": tell_all_due,
    "articles": articles.owe_articles,
    "waiting": announce_all,
    "lessons": learn_all_owed,
    errands.WORK: errands.run_due,
    outbox.LETTERS: outbox.send_all_due,
}


def perform(name: str, work: jobs.Work) -> Any:
    """With the dates and words of the site, whoever runs it."""
    with regional.in_force():
        return keeping.perform(name, work)


for _name, _work in WORKS.items():
    jobs.register(_name, partial(perform, _name, _work))


def run(attached: bool = False) -> None:
    """Work until SIGINT or SIGTERM; `attached` also until the parent's end of standard input closes.

    Whatever is in hand is finished.
    """

    def end(signum: int, frame: FrameType | None) -> None:
        jobs.ended.set()

    metrics.begin("worker")
    for number in SIGNALS:
        signal.signal(number, end)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    if attached:
        threading.Thread(target=wait_for_parent, args=(jobs.ended,), daemon=True).start()
    if settings.INBOX_URL:
        threading.Thread(target=take_mail, args=(jobs.ended,), daemon=True).start()
    if settings.BACKUP_DIR:
        threading.Thread(target=back_up, args=(jobs.ended,), daemon=True).start()
    next_pass = next_look = 0.0
    while not jobs.ended.is_set():
        if time.monotonic() >= next_pass:
            one_pass()
            next_pass = time.monotonic() + SECONDS_BETWEEN_PASSES
        if time.monotonic() >= next_look:
            look()
            next_look = time.monotonic() + SECONDS_BETWEEN_LOOKS
        do_tasks(until=min(next_look, next_pass))


def wait_for_parent(ended: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 1):  # not sys.stdin.read(): it holds a lock that Python wants back at its end
        pass
    ended.set()


def one_pass() -> None:
    with _bearing_the_database(), regional.in_force():
        maintain()


def look() -> dict[str, Any]:
    """Do all that is owed, asked for or not. Returns what came of it, by name."""
    done = {}
    for name, work in jobs.works().items():
        with _bearing_the_database():
            done[name] = None if jobs.ended.is_set() else work()
    return done


def do_tasks(until: float) -> None:
    """As they come, until a moment of the monotonic clock."""
    while not jobs.ended.is_set() and time.monotonic() < until:
        with _bearing_the_database():
            queues.chosen().work(jobs.ended)


def take_mail(ended: threading.Event) -> None:
    """Look into the mailbox again and again. By itself, since a slow mail server must not hold letters up."""
    while not ended.is_set():
        with _bearing_the_database():
            try:
                with regional.in_force():
                    fetching.fetch_inbox()
            except Error:
                raise
            except Exception:
                logger.exception("Mail could not be fetched")
        ended.wait(SECONDS_BETWEEN_PASSES)


def back_up(ended: threading.Event) -> None:
    """Once a day. By itself, since it may take minutes."""
    while not ended.is_set():
        with _bearing_the_database():
            daily.back_up_if_owed(ended)
        ended.wait(SECONDS_BETWEEN_PASSES)


@contextmanager
def _bearing_the_database() -> Iterator[None]:
    """A database that is away for a while must not end the worker, and is then asked anew."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:  # a caller's own, as in a test
            connection.close_if_unusable_or_obsolete()
    try:
        yield
    except Error as error:  # a connection that is gone is no DatabaseError
        metrics.count_database_error(error)
        logger.warning("Background work waits for the database: %s", error)
        connections.close_all()
        jobs.ended.wait(SECONDS_AFTER_TROUBLE)
