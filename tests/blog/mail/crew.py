"""Workers on one outbox: `python -m tests.blog.mail.crew JOB COUNT`. Prints one JSON object, or dies in the act.

`owe` makes COUNT letters; `work` lets COUNT processes send until none is owed; `die` ends itself
between handing a letter over and noting it; `late` ends all leases; `once` looks a single time.
"""

# ruff: noqa: E402 - models can be imported once Django is set up

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
import time
from collections import Counter
from typing import Any

import django

django.setup()

from django.db import connections

from blog.mail import outbox
from blog.mail.composing import Draft, composes
from blog.mail.models import Letter

FORK = multiprocessing.get_context("fork")
PATIENCE = 300  # seconds for all of it


@composes("note")
def note(letter: Letter) -> Draft:
    return Draft("A note", "comments/mail/proof", {"name": "Ellen", "title": "On slowness", "days": 3})


def owe(count: int) -> None:
    for n in range(count):
        outbox.owe("note", f"{n}@example.org")


def work(processes: int) -> Counter[str]:
    start, results = FORK.Barrier(processes), FORK.SimpleQueue()
    crew = [FORK.Process(target=send_until_none_is_owed, args=(start, results)) for _process in range(processes)]
    connections.close_all()
    for process in crew:
        process.start()
    done = sum((results.get() for _process in crew), Counter())
    for process in crew:
        process.join()
    return done


def send_until_none_is_owed(start: Any, results: Any) -> None:
    done: Counter[str] = Counter()
    start.wait()
    end = time.monotonic() + PATIENCE
    while Letter.objects.owed().exists() and time.monotonic() < end:
        try:
            done += outbox.send_due(limit=3)
        except Exception as error:  # every error is the result that the test is about
            done[f"error: {type(error).__name__}: {error}"[:200]] += 1
    results.put(done)


def die() -> None:
    def kill(*_noting: Any) -> str:
        os.kill(os.getpid(), signal.SIGKILL)
        return ""

    outbox._note = kill
    outbox.send_due()


def verdict() -> dict[str, int]:
    return {"owed": Letter.objects.owed().count(), "with an address": Letter.objects.exclude(to="").count()}


def main(job: str, count: int) -> None:
    done: Counter[str] = Counter()
    if job == "work":
        done = work(count)
    elif job == "once":
        done = outbox.send_due()
    elif job == "late":
        Letter.objects.update(claimed_until=outbox.timezone.now())
    else:
        {"owe": owe, "die": lambda _count: die()}[job](count)
    sys.stdout.write(json.dumps({"done": done, **verdict()}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
