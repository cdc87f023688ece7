"""A worker with one slow work: `python -m tests.blog.toil JOB DIRECTORY`.

`ask` asks for it; `work` does tasks until told to end, and never looks by itself; `slow` does the
same, and takes a minute over each; `live` looks by itself every second; `tidy` takes up what was left, as though a quarter of an hour
had gone by. What was begun and done stands in DIRECTORY.
"""

# ruff: noqa: E402 - models can be imported once Django is set up

from __future__ import annotations

import sys
import time
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.utils import timezone

from blog import jobs, queues, worker

job, directory = sys.argv[1], Path(sys.argv[2])


def toil() -> None:
    (directory / "begun").touch()
    end = time.monotonic() + (60 if job == "slow" else 0)
    while time.monotonic() < end and not (directory / "enough").exists():
        time.sleep(0.05)
    (directory / "done").touch()


def age() -> None:
    if isinstance(queues.chosen(), queues.DatabaseQueue):
        queues._rows().filter(status="RUNNING").update(started_at=timezone.now() - timedelta(minutes=15))


jobs._works = {"toil": toil}
worker.SECONDS_BETWEEN_LOOKS = 1
worker.maintain = lambda: None
if job != "live":
    worker.look = lambda: None
if job == "ask":
    jobs.enqueue("toil")
elif job == "tidy":
    age()
    queues.chosen().tidy()
else:
    worker.run()
