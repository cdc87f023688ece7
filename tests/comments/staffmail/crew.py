"""Comments that come in while workers tell of them and send: `python -m tests.comments.staffmail.crew JOB COUNT`.

`work`: one process sends COUNT comments to a new site, three announce and send the letters meanwhile. `rest`
sends what is owed, whenever it is due. Prints one JSON object.
"""

# ruff: noqa: E402 - models can be imported once Django is set up

from __future__ import annotations

import json
import multiprocessing
import sys
import time
from collections import Counter
from datetime import timedelta
from typing import Any

import django

django.setup()

from allauth.account.models import EmailAddress
from django.db import connections
from django.utils import timezone

from blog.mail import outbox
from blog.mail.models import Letter
from blog.posts.models import Post
from comments.models import Comment, StaffMail, Status
from comments.staffmail import announcing
from tests.builders import a_comment, a_post, alice, carol

FORK = multiprocessing.get_context("fork")
WORKERS = 3
PATIENCE = 120  # seconds for all of it

announcing.MOST_AN_HOUR = 10_000  # this is about what is told once, not about how much


def work(count: int) -> dict[str, Any]:
    """Alice gets each alone; Carol up to ten together."""
    for user, held in ((alice(), "now"), (carol(), "ten")):
        EmailAddress.objects.create(user=user, email=user.email, verified=True)
        StaffMail.objects.create(user=user, held=held)
    post, ended, errors = a_post(), FORK.Event(), FORK.SimpleQueue()
    crew = [FORK.Process(target=tell, args=(ended, errors)) for _worker in range(WORKERS)]
    connections.close_all()
    for process in crew:
        process.start()
    write(post, count)
    ended.set()
    found = sum((errors.get() for _process in crew), Counter())
    for process in crew:
        process.join()
    return {"errors": found, "untold": Comment.objects.waiting().filter(announced_at=None).count()}


def write(post: Post, count: int) -> None:
    for _ in range(count):
        a_comment(post, status=Status.PENDING, submitted_at=timezone.now() - timedelta(hours=1))


def tell(ended: Any, errors: Any) -> None:
    """Every error is the result that the test is about."""
    found: Counter[str] = Counter()
    end = time.monotonic() + PATIENCE
    is_over = False
    while not is_over and time.monotonic() < end:
        is_last = ended.is_set()
        try:
            told, sent = announcing.announce(), outbox.send_due(limit=3)
            is_over = is_last and not told and not sent
        except Exception as error:
            found[f"{type(error).__name__}: {error}"[:200]] += 1
    errors.put(found)


def rest() -> dict[str, Any]:
    Letter.objects.owed().update(due_at=timezone.now(), try_at=timezone.now())
    outbox.send_all_due()
    return {"owed": Letter.objects.owed().count(), "comments": list(Comment.objects.values_list("pk", flat=True))}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(work(int(sys.argv[2])) if sys.argv[1] == "work" else rest()))
