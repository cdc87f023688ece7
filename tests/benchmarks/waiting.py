"""The author's page, asked for inside one process: `python -m tests.benchmarks.waiting COMMENTS SECONDS`. Prints one JSON object.

Threads of four below articles of one author; every second one ends with a reader's word, so that what
waits grows with the comments. One comment in a hundred waits for approval.
"""

# ruff: noqa: E402 - models can be imported once Django is set up

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.core.management.color import no_style
from django.db import connection, reset_queries, transaction
from django.test import Client, override_settings
from django.utils import timezone

from accounts.models import User
from blog.posts.models import Post
from comments import moderation, submission, tree
from comments.models import TREE_ID_BITS, Awaiting, Comment, Discussion, Status
from comments.waiting import count_for
from tests.builders import a_post, alice

AN_ARTICLE = 10_000  # comments below one, at most
THREAD = 4
FEWEST = 20  # requests, however slow they are


def fill(author: User, comments: int) -> None:
    """One article through the ordinary door; the others are its copies, made by the database."""
    size = min(AN_ARTICLE, comments)
    first = a_post(author)
    with tree.locked(first.pk) as discussion:
        tree.load(discussion, list(threads(author, 1, size)))
    for number in range(1, comments // size):
        copy(first, a_post(author), number, size)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Comment, Awaiting]):
            cursor.execute(statement)
        cursor.execute("ANALYZE")


def copy(first: Post, post: Post, number: int, size: int) -> None:
    """The discussion of the first article once more, with keys and trees of its own."""
    step, trees = number * size, (post.pk - first.pk) << TREE_ID_BITS
    changed = {
        Discussion: {"post_id": f"{post.pk}"},
        Comment: {"id": f"id + {step}", "parent_id": f"parent_id + {step}", "tree_id": f"tree_id + {trees}", "discussion_id": f"{post.pk}"},
        Awaiting: {"id": f"id + {step}", "root_id": f"root_id + {step}"},
    }  # fmt: skip
    where = {
        Discussion: f"post_id = {first.pk}",
        Comment: f"discussion_id = {first.pk}",
        Awaiting: f"root_id <= {size}",
    }
    with transaction.atomic(), connection.cursor() as cursor:
        for model, columns in changed.items():
            names = [field.column for field in model._meta.concrete_fields]
            values = ", ".join(columns.get(name, name) for name in names)
            table = model._meta.db_table
            # names come from the models, values are numbers of ours
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} WHERE {where[model]}"
            )


def threads(author: User, first: int, size: int) -> Iterator[Comment]:
    for key in range(first, first + size):
        place, thread = (key - 1) % THREAD, (key - 1) // THREAD
        is_answer = place == THREAD - 1 and thread % 2 == 0
        yield Comment(
            pk=key,
            parent_id=key - 1 if place else None,
            status=Status.PENDING if key % 100 == 50 else Status.APPROVED,
            name=author.name if is_answer else f"Reader {key % 997}",
            user=author if is_answer else None,
            role=Comment.Role.AUTHOR if is_answer else "",
            body="Words.",
            body_html="<p>Words that take some room in a row, as most comments have more of them than this.</p>",
            submitted_at=timezone.now() - timedelta(seconds=60 * (1_100_000 - key)),
        )


def milliseconds(work: Callable[[], Any], seconds: float) -> float:
    """The median of the fastest quarter: what others take of the machine meanwhile is no part of it."""
    work()  # the first one loads templates
    taken: list[float] = []
    while sum(taken) < seconds or len(taken) < FEWEST:
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(sorted(taken)[: len(taken) // 4]) * 1000


def queries(work: Callable[[], Any]) -> int:
    with override_settings(DEBUG=True):
        reset_queries()
        work()
        return len(connection.queries)


def main(comments: int, seconds: float) -> None:
    author = alice()
    began = time.monotonic()
    fill(author, comments)
    filled = time.monotonic() - began
    client = Client(headers={"Host": "localhost"})
    client.force_login(author)

    def page() -> None:
        response = client.get("/admin/waiting/")
        assert response.content.count(b"data-card") == 20, response.status_code

    def one_word_and_its_answer() -> None:
        post = Post.objects.filter(author=author).without_text().first()
        sent = submission.submit(submission.Sending(post, f"Words at {time.monotonic_ns()}.", name="Bob", network="n"))
        moderation.moderate([sent.comment.pk], Status.APPROVED, by=author)
        submission.answer(Comment.objects.get(pk=sent.comment.pk), f"Answer at {time.monotonic_ns()}.", by=author)

    facts = {
        "comments": Comment.objects.count(),
        "waiting": Awaiting.objects.count(),
        "filled": filled,
        "page": milliseconds(page, seconds),
        "queries": queries(page),
        "count": milliseconds(lambda: count_for(author), seconds / 2),
        "word": milliseconds(one_word_and_its_answer, seconds / 2),
    }
    sys.stdout.write(json.dumps(facts))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
