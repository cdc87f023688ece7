"""What a site of many comments costs more than one of few: `python -m tests.benchmarks.growth fill COMMENTS`, then

`... measure SECONDS`, which prints one JSON object: of each page its milliseconds by the clock and of the
processor, medians, and its queries. In one process, warm, without any cache.
"""

# ruff: noqa: E402 - models can be imported once Django is set up

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import NamedTuple

import django

django.setup()

from django.conf import settings
from django.db import connection, reset_queries
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import User
from blog.posts.models import Post
from comments import links, moderation, threads
from comments.forms import token_for
from comments.models import Comment, Status
from tests.benchmarks import crowd

FEWEST = 15  # requests, however slow they are
FACTS = Path(settings.MEDIA_ROOT) / "crowd.json"
_serial = count(1)


class Act(NamedTuple):
    """One request, and what the answer must be for it to count."""

    ask: Callable[[], HttpResponse]
    status: int = 200
    shows: int | None = None  # comments


def fill(comments: int) -> None:
    began = time.monotonic()
    made = crowd.fill(comments)
    User.objects.create_superuser("olive")
    facts = {"hot": made.hot.pk, "fifty": made.fifty.pk, "stored": Comment.objects.count()}
    FACTS.parent.mkdir(parents=True, exist_ok=True)
    FACTS.write_text(json.dumps(facts))
    sys.stdout.write(json.dumps({**facts, "seconds": time.monotonic() - began}))


def acts() -> Iterator[tuple[str, Act]]:
    facts = json.loads(FACTS.read_text())
    hot, fifty = (Post.objects.get(pk=facts[name]) for name in ("hot", "fifty"))
    yield from of_readers(hot, fifty)
    yield from of_writers(hot, fifty)
    yield from of_staff(hot)


def of_readers(hot: Post, fifty: Post) -> Iterator[tuple[str, Act]]:
    get = asking(None)
    address, pages = hot.get_absolute_url(), -(-hot.discussion.root_count // crowd.THREADS_ON_A_PAGE)
    last = Comment.objects.shown().filter(discussion=hot.pk).order_by("tree_id", "lft").last()
    assert last
    yield "article with 50", get(fifty.get_absolute_url(), shows=50)
    yield "hot article, first page", get(address, shows=50)
    yield "hot article, last page", get(f"{address}comment-page-{pages}/", shows=50)
    for order in ("newest", "helpful", "unanswered", "author"):
        yield f"hot article, {order}", get(f"{address}?order={order}")
    deep = min(pages, 100)
    yield "hot article, newest, page 100", get(f"{address}comment-page-{deep}/?order=newest", shows=50)
    yield "permalink, hot article's last", get(f"/comments/{last.pk}/", status=302)
    yield "form on a page of its own", get(f"/comments/on/{hot.pk}/?parent={last.pk}")
    yield "front page", get("/")
    yield "articles' feed", get("/feed/")
    yield "responses' feed", get("/comments/feed/")
    yield "hot article's feed", get(f"{address}feed/")
    yield "sitemap", get("/sitemap.xml")


def of_writers(hot: Post, fifty: Post) -> Iterator[tuple[str, Act]]:
    own = Comment.objects.get(pk=1)
    answered = threads.shown_on(hot).filter(level=0).first()
    assert answered
    yield "receipt", asking(None)(reverse("comments:receipt", args=[links.token(links.RECEIPT, own)]))
    yield "account", asking("dora")("/accounts/")
    yield "sending, to the article with 50", sending(fifty)
    yield "sending, to the hot article", sending(hot)
    yield "a reply on the hot article", sending(hot, answered.pk)
    yield "a decision on the hot article", deciding(hot)


def of_staff(hot: Post) -> Iterator[tuple[str, Act]]:
    get = asking("olive")
    writer = Comment.objects.shown().filter(discussion=hot.pk, user=None).first()
    assert writer
    yield "queue", get("/admin/queue/")
    yield "queue, approved", get("/admin/queue/?status=approved")
    yield "queue, all", get("/admin/queue/?status=all")
    yield "queue, hot article", get(f"/admin/queue/?status=approved&post={hot.pk}")
    yield "queue, words that are there", get("/admin/queue/?q=kettle")
    yield "a comment in the queue", get(f"/admin/queue/{writer.pk}/")
    yield "person", get(f"/admin/queue/people/n{writer.pk}/")
    yield "blocks", get("/admin/queue/blocks/")
    yield "record", get("/admin/queue/record/")
    yield "reported", get("/admin/queue/?status=reported")
    yield "articles", get("/admin/posts/post/")
    yield "discussions", get("/admin/comments/discussion/")
    yield "people", get("/admin/accounts/user/")
    yield "panel's front", get("/admin/")
    yield "waiting for me", asking("alice")("/admin/waiting/")
    yield "hot article, for a moderator", get(hot.get_absolute_url())


def asking(username: str | None) -> Callable[..., Act]:
    client = Client(headers={"Host": "localhost"})
    if username:
        client.force_login(User.objects.get(username=username))

    def get(path: str, status: int = 200, shows: int | None = None) -> Act:
        return Act(lambda: client.get(path), status, shows)

    return get


def sending(post: Post, parent: int | str = "") -> Act:
    """A guest's, who never was here before."""
    client, path = Client(headers={"Host": "localhost"}), reverse("comments:reply", args=[post.pk])

    def send() -> HttpResponse:
        number = next(_serial)
        client.cookies.clear()
        data = {
            "name": "Bob",
            "email": f"bob-{number}@example.org",
            "body": f"Words at {time.monotonic_ns()}.",
            "parent": parent,
        }
        return client.post(path, {**data, "token": token_for(post.pk)})  # fmt: skip

    return Act(send, 303)


def deciding(post: Post) -> Act:
    """A moderator takes a comment off the page, and the next time puts it back."""
    user = User.objects.get(username="olive")
    key = Comment.objects.shown().filter(discussion=post.pk, level=1).values_list("pk", flat=True)[0]

    def decide() -> HttpResponse:
        is_shown = Comment.objects.shown().filter(pk=key).exists()
        moderation.moderate([key], Status.SPAM if is_shown else Status.APPROVED, by=user)
        return HttpResponse()

    return Act(decide)


def measured(act: Act, seconds: float) -> dict[str, float]:
    answered(act)  # loads templates
    taken: list[tuple[float, float]] = []
    while sum(clock for clock, _cpu in taken) < seconds or len(taken) < FEWEST:
        began, cpu_began = time.perf_counter(), time.process_time()
        answered(act)
        taken.append((time.perf_counter() - began, time.process_time() - cpu_began))
    clock, cpu = zip(*taken, strict=True)
    return {"ms": statistics.median(clock) * 1000, "cpu": statistics.median(cpu) * 1000, "queries": queries(act)}


def answered(act: Act) -> None:
    response = act.ask()
    assert response.status_code == act.status, f"{response.status_code} {dict(response.headers)}"
    if act.shows is not None:
        shown = response.content.count(b'id="comment-')
        assert shown == act.shows, f"{shown} comments on the page"


def queries(act: Act) -> int:
    with override_settings(DEBUG=True):
        reset_queries()
        act.ask()
        return len(connection.queries)


def main(what: str, number: str) -> None:
    if what == "fill":
        fill(int(number))
    else:
        sys.stdout.write(json.dumps({name: measured(act, float(number)) for name, act in acts()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
