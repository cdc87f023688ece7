"""From the oldest state a database of this site can be in to the newest, and back: `python -m tests.rehearsals.upgrade`.

Works on an empty database. Prints one JSON object: what a reader saw at each newest state, and what was wrong.
"""

# ruff: noqa: E402 - models can be imported once Django is set up

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Any

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

OLDEST = [("blog", "0001_groups"), ("mail", "0001_initial"), ("chores", "0001_initial"), ("transfer", "0001_initial")]
WHEN = datetime(2024, 5, 1, 12, tzinfo=UTC)
ARTICLE = "/2024/05/an-old-article/"

# parent (a place in this list), status, role, lft, rght, level, words
THREAD = [
    (None, "approved", "", 1, 10, 0, "The first root."),
    (0, "approved", "author", 2, 3, 1, "The author's answer."),
    (0, "removed", "", 4, 7, 1, "What was removed."),
    (2, "approved", "", 5, 6, 2, "An answer to what was removed."),
    (0, "pending", "", 8, 9, 1, "What waits."),
]


def to_the_oldest() -> Any:
    """Returns the models of that state."""
    executor = MigrationExecutor(connection)
    executor.migrate(OLDEST)
    return MigrationExecutor(connection).loader.project_state(OLDEST).apps


def to_the_newest() -> None:
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def furnish(apps: Any) -> None:
    """As that version of the site stored it."""
    alice = apps.get_model("accounts", "User").objects.create(username="alice", email="a@example.org", is_staff=True)
    body = {"body": "<p>Old words.</p>", "body_html": "<p>Old words.</p>"}
    post = apps.get_model("posts", "Post").objects.create(
        title="An old article", slug="an-old-article", author=alice, status="published", published_at=WHEN, **body
    )
    counts = {"roots_issued": 2, "comment_count": 4, "root_count": 2, "shown_roots": [2]}
    discussion = apps.get_model("comments", "Discussion").objects.create(post=post, **counts)
    comments = apps.get_model("comments", "Comment").objects
    made: list[Any] = []
    for parent, status, role, lft, rght, level, words in [*THREAD, (None, "approved", "", 1, 2, 0, "The second root.")]:
        is_second = len(made) == len(THREAD)
        made.append(
            comments.create(
                discussion=discussion, parent=None if parent is None else made[parent], status=status, role=role,
                name="Alice" if role else "Bob", email="b@example.org", body=words, body_html=f"<p>{words}</p>",
                user=alice if role else None, submitted_at=WHEN, tree_id=(post.pk << 24) | (2 if is_second else 1),
                lft=lft, rght=rght, level=level, tree_shown=0 if level else 1 if is_second else 3,
            )
        )  # fmt: skip


def rows(apps: Any) -> list[dict[str, Any]]:
    return list(apps.get_model("comments", "Comment").objects.order_by("pk").values())


def seen() -> dict[str, Any]:
    """By a reader, and by the checker, at the newest state."""
    from comments import check
    from comments.models import Discussion

    pages = [Client(headers={"Host": "localhost"}).get(path) for path in (ARTICLE, "/", "/comments/feed/")]
    article = pages[0].content.decode()
    words = [said for *_place, said in [*THREAD, (0, "The second root.")] if said in article]
    return {
        "statuses": [page.status_code for page in pages],
        "words": words,
        "announced": Discussion.objects.get().comment_count,
        "faults": len(list(check.faults())),
        "miscounted": list(check.miscounted()),
    }


def main() -> None:
    old = to_the_oldest()
    furnish(old)
    before = rows(old)
    to_the_newest()
    result: dict[str, Any] = {"first": seen()}
    after = rows(to_the_oldest())
    result["changed"] = [row["id"] for row, same in zip(before, after, strict=True) if row != same]
    to_the_newest()
    result["again"] = seen()
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()
