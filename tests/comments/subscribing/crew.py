"""Several at once, in processes of their own: `python -m tests.comments.subscribing.crew JOB`. Prints one JSON object.

`confirm`: six press the button of one letter; `strangers`: six confirm, each their own request, for one address;
`readers`: fifty follow new articles, and one is ready; `owe`: four workers find it; `die`: one is killed in the
middle of it.
"""

# ruff: noqa: E402 - models can be imported once Django is set up

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.db import connections
from django.utils import timezone

from blog.mail import outbox
from blog.mail.models import Letter
from blog.posts.models import Post
from comments.models import Commenter, Subscription, SubscriptionRequest
from comments.subscribing import articles, asking, beginning
from tests.builders import a_post

FORK = multiprocessing.get_context("fork")
READERS = 50


def at_once(act: Callable[[int], Any], times: int) -> dict[str, int]:
    start, results = FORK.Barrier(times), FORK.SimpleQueue()
    connections.close_all()
    crew = [FORK.Process(target=_one, args=(act, number, start, results)) for number in range(times)]
    for process in crew:
        process.start()
    done = Counter(results.get() for _process in crew)
    for process in crew:
        process.join()
    return dict(done)


def _one(act: Callable[[int], Any], number: int, start: Any, results: Any) -> None:
    start.wait()
    try:
        results.put(str(bool(act(number))))
    except Exception as error:  # every error is the result that the test is about
        results.put(f"{type(error).__name__}: {error}"[:200])


def clear() -> None:
    for table in (Commenter, SubscriptionRequest, Letter, Post):
        table.objects.all().delete()


def requests(count: int) -> list[SubscriptionRequest]:
    clear()
    made = []
    for _number in range(count):
        made.append(SubscriptionRequest.objects.create(email="ellen@example.org", scope="articles"))
        asking.new_secret(made[-1])
    return made


def confirm() -> dict[str, int]:
    request = requests(1)[0]
    return at_once(lambda _number: beginning.confirm(request), 6)


def strangers() -> dict[str, int]:
    asked = requests(6)
    return at_once(lambda number: beginning.confirm(asked[number]), 6)


def readers() -> dict[str, int]:
    clear()
    for number in range(READERS):
        commenter = Commenter.objects.create(email=f"reader{number}@example.org", name="")
        Subscription.objects.create(commenter=commenter, scope="articles")
    a_post(send_to_readers=True)
    Post.objects.update(updated_at=timezone.now() - timedelta(hours=1))
    return {}


def owe() -> dict[str, int]:
    return at_once(lambda _number: articles.owe_articles(), 4)


def die() -> dict[str, int]:
    """After two of its batches were written down."""
    outbox.ROWS = 10
    batches = iter(range(3))
    written = Letter.objects.bulk_create

    def writing(*rows: Any, **options: Any) -> Any:
        if next(batches) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return written(*rows, **options)

    type(Letter.objects).bulk_create = lambda _manager, *rows, **options: writing(*rows, **options)
    articles.owe_articles()
    return {}


def verdict() -> dict[str, Any]:
    return {
        "commenters": Commenter.objects.count(),
        "subscriptions": Subscription.objects.count(),
        "letters": Letter.objects.count(),
        "addresses": Letter.objects.values("to").distinct().count(),
        "told": list(Post.objects.exclude(sent_to_readers_at=None).values_list("sent_to_readers", flat=True)),
    }


if __name__ == "__main__":
    done = {"confirm": confirm, "strangers": strangers, "readers": readers, "owe": owe, "die": die}[sys.argv[1]]()
    sys.stdout.write(json.dumps({"done": done, **verdict()}))
