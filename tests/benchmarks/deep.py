"""Two articles: `python -m tests.benchmarks.deep COMMENTS` prints the addresses of a discussion's only, first and last page."""

# ruff: noqa: E402 - models can be imported once Django is set up

from __future__ import annotations

import json
import sys

import django

django.setup()

from comments import tree
from comments.models import Comment, Defaults, Status
from tests.builders import a_post

THREADS = 50  # on a page


def main(comments: int) -> None:
    Defaults.objects.update_or_create(pk=1, defaults={"roots_per_page": THREADS})
    short, long = a_post(slug="short"), a_post(slug="long")
    for post, count in ((short, THREADS), (long, comments)):
        rows = [a_row(number) for number in range(1, count + 1)]
        first = (Comment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
        for number, row in enumerate(rows):
            row.pk = first + number
        with tree.locked(post.pk) as discussion:
            tree.load(discussion, rows)
    last = -(-comments // THREADS)
    address = long.get_absolute_url()
    paths = {"only": short.get_absolute_url(), "first": address, "last": f"{address}comment-page-{last}/"}
    sys.stdout.write(json.dumps(paths))


def a_row(number: int) -> Comment:
    words = f"Words number {number % THREADS}. " * 8
    return Comment(name="Bob", body=words, body_html=f"<p>{words}</p>", status=Status.APPROVED)


if __name__ == "__main__":
    main(int(sys.argv[1]))
