"""Pages of the queue, asked for inside one process: `python -m tests.benchmarks.queue COMMENTS PENDING SECONDS`.

Fills an empty database and prints one JSON object: of each page its milliseconds, at best, and its queries.
"""

# ruff: noqa: E402 - models can be imported once Django is set up

from __future__ import annotations

import json
import re
import sys
from datetime import timedelta

import django

django.setup()

from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from blog import doors
from blog.posts.models import Post, Tag
from comments import tree
from comments.models import TREE_ID_BITS, Comment, Discussion
from tests.benchmarks.article import queries, times

EACH = 1_000  # comments below one article
READERS = 300  # of one article
WORDS = "It is the kettle again, and I do not know who has put it on. " * 5

PAGES = {
    "pending": "",
    "second page": "",
    "approved": "?status=approved",
    "all": "?status=all",
    "one article": "?status=approved&post={first}",
    "one address": "?status=all&person=0-reader7@example.org",
    "words that are there": "?q=kettle",
    "words that are not": "?q=nowhere",
    "approved, not there": "?status=approved&q=nowhere",
    "all, not there": "?status=all&q=nowhere",
    "everything at once": "?status=approved&q=nowhere&tag=rare&link=yes&rule=name&older=30&newer=3000&article=article",
}


def fill(comments: int, pending: int) -> int:
    """Articles with a thousand comments each: the first is made, the others are copies of it by the database."""
    articles = comments // EACH
    author = User.objects.create_user("alice", is_staff=True)
    posts = Post.objects.bulk_create(
        Post(author=author, title=f"Article {n}", slug=f"article-{n}", status="published", published_at=timezone.now())
        for n in range(articles)
    )
    posts[0].tags.add(Tag.objects.create(name="Rare", slug="rare"))
    first = posts[0].pk
    Discussion.objects.bulk_create(Discussion(post=post) for post in posts)
    with tree.locked(first) as discussion:
        tree.load(discussion, [_comment(n, pending * EACH // comments) for n in range(EACH)])
    if articles > 1:
        _copy(first, articles - 1)
    if connection.vendor == "postgresql":  # does so by itself before long; SQLite never does
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return first


def _comment(number: int, pending: int) -> Comment:
    kind = number * 7 % EACH  # spread over the threads
    status = "pending" if kind < pending else "spam" if kind >= EACH - 30 else "approved"
    return Comment(
        pk=number + 1,
        parent_id=None if number % 4 == 0 else number,
        name=f"Reader {number % READERS}",
        email=f"0-reader{number % READERS}@example.org",
        status=status,
        body=f"{WORDS}{number}",
        body_html=f"<p>{WORDS}{number}</p>",
        submitted_at=timezone.now() - timedelta(minutes=number),
    )


@transaction.atomic
def _copy(first: int, copies: int) -> None:
    quoted = {field.column: connection.ops.quote_name(field.column) for field in Comment._meta.concrete_fields}
    changed = {
        "id": f"seed.id + n.k * {EACH}",
        "parent_id": f"seed.parent_id + n.k * {EACH}",
        "discussion_id": f"{first} + n.k",
        "tree_id": f"seed.tree_id + n.k * {1 << TREE_ID_BITS}",
        "email": "n.k || substr(seed.email, 2)",
        "submitted_at": _earlier(),
    }
    taken = ", ".join(changed.get(column, f"seed.{name}") for column, name in quoted.items())
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO comments_comment ({', '.join(quoted.values())}) "
            f"WITH RECURSIVE n(k) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT k + 1 FROM n WHERE k < {copies}) "
            f"SELECT {taken} FROM n CROSS JOIN comments_comment seed WHERE seed.discussion_id = {first}"
        )


def _earlier() -> str:
    """So many times 16 hours before the first article's, as each database reckons."""
    if connection.vendor == "postgresql":
        return "seed.submitted_at - n.k * interval '16 hours'"
    return "strftime('%Y-%m-%d %H:%M:%f', seed.submitted_at, (-16 * n.k) || ' hours') || '000'"


def measured(client: Client, path: str, seconds: float) -> dict[str, float]:
    client.get(path)  # loads templates, and notes who looks
    clock, _cpu = zip(*times(client, path, seconds), strict=True)
    return {"ms": min(clock) * 1000, "queries": queries(client, path)}


def second_page(client: Client) -> str:
    """Where the first leads on to."""
    found = re.search(r'rel="next" href="/admin/queue/([^"]+)"', client.get("/admin/queue/").content.decode())
    assert found
    return found[1]


def main(comments: int, pending: int, seconds: float) -> None:
    first = fill(comments, pending)
    assert Comment.objects.count() == comments
    assert Comment.objects.pending().count() == pending
    doors.SEARCHED.clear()  # nobody searches as often as a measurement
    client = Client(headers={"Host": "localhost"})
    client.force_login(User.objects.create_superuser("olive"))
    pages = {name: query.format(first=first) for name, query in PAGES.items()} | {"second page": second_page(client)}
    found = {name: measured(client, f"/admin/queue/{query}", seconds) for name, query in pages.items()}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
