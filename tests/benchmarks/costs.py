"""What one of each thing costs a core, measured inside one site: `python -m tests.benchmarks.costs SECONDS`. Prints JSON.

CPU milliseconds: of the process that does it, and of PostgreSQL's own, which works beside it.
"""

# ruff: noqa: E402 - models can be imported once Django is set up

from __future__ import annotations

import gzip
import json
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import django

django.setup()

from django.db import connection
from django.test import Client

from blog.posts.models import Post
from comments import moderation, submission, tree
from comments.models import Comment, Status
from tests.builders import a_post, alice, carol

TALKED_OF = 12  # comments below an article, as below most
FEWEST = 20
_serial = count(1)


def main(seconds: float) -> None:
    post = an_article(alice())
    moderator, client = carol(), Client(headers={"Host": "localhost"})
    address = post.get_absolute_url()
    page = client.get(address)
    sent: list[int] = []

    def accept() -> None:
        words = submission.Sending(
            post, f"Words number {next(_serial)}, at {time.monotonic_ns()}.", name="Bob", network="n"
        )
        sent.append(submission.submit(words).comment.pk)

    def approve() -> None:
        if sent:
            moderation.moderate([sent.pop()], Status.APPROVED, by=moderator)

    facts = {
        "page": cost(lambda: client.get(address), seconds),
        "accepted": cost(accept, seconds),
        "approved": cost(approve, seconds, most=len(sent) - 1),
        "bytes": len(gzip.compress(page.content)),
    }
    sys.stdout.write(json.dumps(facts))


def an_article(author) -> Post:
    post = a_post(author, body="<p>A paragraph of an article that somebody wrote, read by many.</p>" * 25)
    with tree.locked(post.pk) as discussion:
        tree.load(discussion, [a_stored_one(key) for key in range(1, TALKED_OF + 1)])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence('comments_comment', 'id'), 1000)")
    return post


def a_stored_one(key: int) -> Comment:
    words = "It is the kettle again, and I do not know who has put it on. " * 8
    return Comment(pk=key, parent_id=key - 1 if key % 3 != 1 else None, status="approved", name="Bob", body=words, body_html=f"<p>{words}</p>")  # fmt: skip


def cost(act: Callable[[], object], seconds: float, most: int = 100_000) -> tuple[float, float]:
    """CPU milliseconds of one, on the average: here, and in the database's own process."""
    act()
    times, began, here, there = 0, time.monotonic(), time.process_time(), database_seconds()
    while times < most and (time.monotonic() - began < seconds or times < FEWEST):
        act()
        times += 1
    return (time.process_time() - here) / times * 1000, (database_seconds() - there) / times * 1000


def database_seconds() -> float:
    """Of the server process of this connection; SQLite works in ours."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        fields = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100  # user and system, in hundredths


if __name__ == "__main__":
    main(float(sys.argv[1]))
