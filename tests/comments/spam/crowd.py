"""People who decide and workers who learn, at once, and some of them die: `python -m tests.comments.spam.crowd SECONDS`.

Prints one JSON object: what went wrong, and whether the filter's tables are what the comments say.
"""

# ruff: noqa: E402 - models can be imported once Django is set up

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import connections

from accounts.models import User
from comments import erasure, moderation
from comments.models import Comment, Lesson, OwedLesson, SpamFilter, Status, Token
from comments.moderation import Asker
from comments.spam import lessons
from tests.builders import a_comment, a_post, carol

FORK = multiprocessing.get_context("fork")
WORDS = ["cheap", "watches", "shop", "mother", "read", "slowly", "tea", "thanks"]
DISCUSSIONS, COMMENTS = 3, 10


def decide(until: float, seed: int) -> None:
    """Any move of any comments, now and then taken back; now and then a comment is erased."""
    rng, by = random.Random(seed), User.objects.get(username="carol")
    ids = list(Comment.objects.order_by("pk").values_list("pk", flat=True))
    while time.monotonic() < until:
        chosen = rng.sample(ids, rng.randint(1, 6))
        what = rng.random()
        if what < 0.02:
            erasure.erase(Comment.objects.get(pk=chosen[0]), keep_text=True)
        elif what < 0.2 and (act := moderation.last_act(by)):
            moderation.undo(act, by=by)
        elif what < 0.25:
            moderation.moderate(chosen, Status.WITHDRAWN, by=None, capacities=frozenset({Asker.WRITER}))
        else:
            to = rng.choice([Status.APPROVED, Status.SPAM, Status.DECLINED, Status.PENDING])
            moderation.moderate(chosen, to, by=by)


def learn(until: float, seed: int) -> None:
    rng = random.Random(seed)
    while time.monotonic() < until:
        lessons.learn_owed(limit=rng.randint(1, 9))


def all_in(seconds: float) -> dict[str, Any]:
    _furnish()
    until = time.monotonic() + seconds
    jobs = [(decide, 1), (decide, 2), (learn, 3), (learn, 4), (learn, 5)]
    failed: Any = FORK.Queue()
    crew = [FORK.Process(target=_work, args=(job, until, seed, failed)) for job, seed in jobs]
    connections.close_all()
    for one in crew:
        one.start()
    killed = _kill_one_now_and_then(until, failed)
    for one in crew:
        one.join(seconds + 60)
    return {"killed": killed, **_found(), "failed": [failed.get() for _ in range(failed.qsize())]}


def _kill_one_now_and_then(until: float, failed: Any) -> int:
    """A learner that is killed wherever it happens to be, and a new one after it."""
    killed = 0
    while time.monotonic() < until - 0.5:
        victim = FORK.Process(target=_work, args=(learn, until, killed + 10, failed))
        victim.start()
        time.sleep(0.3 + killed * 0.013)
        os.kill(victim.pid or 0, signal.SIGKILL)
        victim.join()
        killed += 1
    return killed


def _work(job: Callable[[float, int], None], until: float, seed: int, failed: Any) -> None:
    connections.close_all()
    try:
        job(until, seed)
    except Exception as error:  # whatever it is, the test names it
        failed.put(f"{job.__name__}: {error!r}")


def _furnish() -> None:
    carol()
    rng = random.Random(0)
    for _ in range(DISCUSSIONS):
        post = a_post()
        for _ in range(COMMENTS):
            a_comment(post, body=" ".join(rng.choices(WORDS, k=6)), status=Status.PENDING)


def _found() -> dict[str, Any]:
    while lessons.learn_owed():
        pass
    as_learnt = _tables()
    taught = Lesson.objects.count()
    lessons.forget_everything()
    lessons.owe(Comment.objects.values_list("pk", flat=True))
    while lessons.learn_owed():
        pass
    return {"same": as_learnt == _tables(), "lessons": taught, "owed": OwedLesson.objects.count()}


def _tables() -> tuple[Any, ...]:
    filter_ = SpamFilter.current()
    return sorted(Token.objects.values_list("token", "spam", "ham")), filter_.spam, filter_.ham


if __name__ == "__main__":
    sys.stdout.write(json.dumps(all_in(float(sys.argv[1]))))
