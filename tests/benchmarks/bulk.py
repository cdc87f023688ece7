"""Acts on many comments, measured inside one site: `python -m tests.benchmarks.bulk COMMENTS ARTICLES`. Prints JSON.

All that waits is approved and that is undone, by a process of its own, while comments are sent here every 50 ms.
"""

# ruff: noqa: E402 - models can be imported once Django is set up

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from typing import Any

import django

django.setup()

from datetime import timedelta

from django.core.management.color import no_style
from django.db import connection
from django.utils import timezone

from blog.posts.models import Post
from comments import check, tree
from comments.bulk_acts import working
from comments.models import BulkAct, Comment, Event, Status
from comments.submission import Sending, submit
from tests.builders import a_post, alice, carol

TICK = 0.05  # seconds between two comments


def main(comments: int, articles: int) -> dict[str, Any]:
    alice()
    moderator = carol()
    keys = a_crowd(comments, articles)
    posts = list(Post.objects.all())
    bulk = working.owe(BulkAct(user=moderator, to_status=Status.APPROVED, until=max(keys), total=comments))
    approving = beside(posts)
    assert Comment.objects.filter(pk__in=keys, status=Status.APPROVED).count() == comments
    working.owe(BulkAct(user=moderator, undoes=bulk.pk, total=comments))
    undoing = beside(posts)
    assert Comment.objects.filter(pk__in=keys, status=Status.PENDING).count() == comments
    assert Event.objects.count() == 2 * comments
    return {"approving": approving, "undoing": undoing, "damage": bool(check.damage())}


def a_crowd(count: int, articles: int) -> list[int]:
    """Keys of so many comments that wait, in threads of three, on as many articles."""
    made: list[int] = []
    for _number in range(articles):
        size = min(-(-count // articles), count - len(made))
        rows = [_row(1 + len(made) + i, i) for i in range(size)]
        with tree.locked(a_post().pk) as discussion:
            tree.load(discussion, rows)
        made += [row.pk for row in rows]
    with connection.cursor() as cursor:  # the keys were given, so PostgreSQL has not counted them
        for statement in connection.ops.sequence_reset_sql(no_style(), [Comment]):
            cursor.execute(statement)
    return made


def _row(pk: int, place: int) -> Comment:
    words = {"name": f"Reader {pk}", "body": f"Words {pk}", "body_html": f"<p>Words {pk}</p>"}
    sent = timezone.now() - timedelta(hours=1)
    return Comment(pk=pk, parent_id=pk - 1 if place % 3 else None, submitted_at=sent, **words)


def beside(posts: list[Post]) -> dict[str, Any]:
    """The seconds that working off took, and how long who sent a comment meanwhile had to wait."""
    waits: list[float] = []
    with subprocess.Popen([sys.executable, "-m", "tests.benchmarks.bulk", "work"], stdout=subprocess.PIPE) as worker:
        while worker.poll() is None:
            began = time.monotonic()
            post = posts[len(waits) % len(posts)]
            submit(Sending(post, f"Words {began}.", name="Bob", network="n"))
            waits.append(time.monotonic() - began)
            time.sleep(TICK)
        assert worker.stdout
        facts = json.loads(worker.stdout.read())
    assert worker.returncode == 0
    return {**facts, "longest": max(waits), "median": statistics.median(waits), "sent": len(waits)}


if __name__ == "__main__":
    if sys.argv[1] == "work":
        began, used = time.monotonic(), time.process_time()
        working.work_off_all()
        sys.stdout.write(json.dumps({"seconds": time.monotonic() - began, "cpu": time.process_time() - used}))
    else:
        sys.stdout.write(json.dumps(main(*map(int, sys.argv[1:3]))))
