"""One article page, asked for inside one process: `python -m tests.benchmarks.article SECONDS`.

Prints one JSON object. Anonymous and without any cache: every request does all of its work.
"""

# ruff: noqa: E402 - models can be imported once Django is set up

from __future__ import annotations

import gzip
import json
import statistics
import sys
import time

import django

django.setup()

from django.db import connection, reset_queries
from django.db.models import Count
from django.test import Client, override_settings

from blog.posts.models import Post

FEWEST = 5  # requests, however slow they are


def longest() -> Post:
    return Post.objects.annotate(comments=Count("discussion__comments")).order_by("-comments")[0]


def times(client: Client, path: str, seconds: float) -> list[tuple[float, float]]:
    """Seconds by the clock and of the processor, of each request; the latter do not depend on who else is at work."""
    taken: list[tuple[float, float]] = []
    while sum(clock for clock, _cpu in taken) < seconds or len(taken) < FEWEST:
        began, cpu_began = time.perf_counter(), time.thread_time()
        response = client.get(path)
        assert response.status_code == 200, response.status_code
        taken.append((time.perf_counter() - began, time.thread_time() - cpu_began))
    return taken


def queries(client: Client, path: str) -> int:
    with override_settings(DEBUG=True):
        reset_queries()
        client.get(path)
        return len(connection.queries)


def main(seconds: float) -> None:
    path = longest().get_absolute_url()
    client = Client(headers={"Host": "localhost"})
    page = client.get(path)  # the first one loads templates
    clock, cpu = zip(*times(client, path, seconds), strict=True)
    facts = {
        "path": path,
        "shown": page.content.count(b'id="comment-'),
        "queries": queries(client, path),
        "milliseconds": statistics.median(clock) * 1000,
        "cpu_milliseconds": statistics.median(cpu) * 1000,
        "per_second": len(clock) / sum(clock),
        "kilobytes": len(gzip.compress(page.content)) / 1000,
    }
    sys.stdout.write(json.dumps(facts))


if __name__ == "__main__":
    main(float(sys.argv[1]))
