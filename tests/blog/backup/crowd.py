"""A backup while many processes write: `python -m tests.blog.backup.crowd FOLDER PROCESSES SECONDS`.

Prints one JSON object: the archive, the comments acknowledged before it began, and how long writers waited.
"""

# ruff: noqa: E402 - models can be imported once Django is set up

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
import time
from typing import Any

import django

django.setup()

from django.db import connections

from comments.submission import Sending, submit
from tests.comments.crew import REPLIES, Send, prepare
from tests.source import ROOT

FORK = multiprocessing.get_context("fork")
POSTS = 5
EACH = 5  # comments of each process before the backup begins
PATIENCE = 120  # seconds for them, on a machine that has other things to do


class Acknowledged(Send):
    """Tells the number of each comment at the moment its writer would have been told."""

    def send_one(self, number: int) -> int:
        post = self.random.choice(list(self.posts.values()))
        parent = self.shown(post) if self.random.random() < REPLIES else None
        words = f"Process {self.seed} says {number}."
        return submit(Sending(post, words, parent, user=self.author, network=f"n{self.seed}")).comment.pk


def write(posts: list[int], seed: int, ended: Any, told: Any, count: Any) -> None:
    job, found, number = Acknowledged(posts, seed), [], 0
    while not ended.is_set():
        began = time.monotonic()
        pk = job.send_one(number)
        found.append((pk, time.monotonic(), time.monotonic() - began))
        number += 1
        with count.get_lock():
            count.value += 1
    told.put(found)


def main(folder: str, processes: int, seconds: float) -> None:
    posts = prepare(POSTS)
    ended, told, count = FORK.Event(), FORK.SimpleQueue(), FORK.Value("i", 0)
    connections.close_all()
    crew = [FORK.Process(target=write, args=(posts, seed, ended, told, count)) for seed in range(processes)]
    for process in crew:
        process.start()
    patience = time.monotonic() + PATIENCE
    time.sleep(seconds)
    while count.value < EACH * processes and time.monotonic() < patience:
        time.sleep(0.05)
    began = time.monotonic()
    command = [sys.executable, "manage.py", "backup", "--to", folder, "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    over = time.monotonic()
    time.sleep(seconds)
    ended.set()
    found = sorted((row for _process in crew for row in told.get()), key=lambda row: row[1])
    for process in crew:
        process.join()
    sys.stdout.write(
        json.dumps(
            {
                **(json.loads(done.stdout) if done.stdout else {"error": done.stderr}),
                "before": [pk for pk, moment, _waited in found if moment < began],
                "meanwhile": sum(began <= moment < over for _pk, moment, _waited in found),
                "all": len(found),
                "waited": _waits([waited for _pk, moment, waited in found if not began <= moment < over + 0.1]),
                "waited_meanwhile": _waits([waited for _pk, moment, waited in found if began <= moment < over + 0.1]),
                "seconds": over - began,
            }
        )
    )


def _waits(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds) or [0.0]
    return {"median": ordered[len(ordered) // 2], "p99": ordered[int(len(ordered) * 0.99)], "longest": ordered[-1]}


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
