"""What the figures cost: `python -m tests.benchmarks.watching COMMENTS PENDING SECONDS`. Prints one JSON object.

At best; times of the processor do not depend on who else is at work.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory

from blog import metrics
from blog.accounting import AccountingMiddleware
from tests.benchmarks.article import queries, times
from tests.benchmarks.queue import fill

ROUNDS, CALLS = 7, 5_000


def microseconds(act: Callable[[], Any]) -> float:
    best = float("inf")
    for _round in range(ROUNDS):
        began = time.process_time()
        for _call in range(CALLS):
            act()
        best = min(best, time.process_time() - began)
    return best / CALLS * 1e6


def main(comments: int, pending: int, seconds: float) -> None:
    fill(comments, pending)
    answer, request = HttpResponse("x"), RequestFactory().get("/")
    surrounded = AccountingMiddleware(lambda _request: answer)
    client = Client(headers={"Host": "localhost", "Authorization": f"Bearer {settings.METRICS_TOKEN}"})
    client.get("/metrics")
    clock, cpu = zip(*times(client, "/metrics", seconds), strict=True)
    facts = {
        "counted": microseconds(lambda: metrics.counted(200, "posts:detail", 0.004)),
        "surrounded": microseconds(lambda: surrounded(request)),
        "scrape": min(clock) * 1000,
        "scrape_cpu": min(cpu) * 1000,
        "queries": queries(client, "/metrics"),
    }
    sys.stdout.write(json.dumps(facts))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
