"""Mail about comments, measured inside one site: `python -m tests.benchmarks.mail JOB SIZE`. Prints one JSON object.

`deciding`: sending and approving a comment where nobody and where SIZE readers follow, and the fan-out to them.
`posting`: SIZE mails worked off by a worker, while a comment is sent every 100 ms. `work` is that worker.
"""

# ruff: noqa: E402 - models can be imported once Django is set up

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.utils import timezone

from accounts.models import User
from blog import worker
from blog.mail import outbox
from blog.mail.models import Letter
from blog.posts.models import Post
from comments import moderation, telling
from comments.models import Comment, Commenter, Discussion, Status, Subscription
from comments.submission import Sending, submit
from tests.builders import a_post, alice, carol

ACTS = 200  # of each kind, in turn
FAN_OUTS = 5
TICK = 0.1  # seconds between two comments
QUIET = 300  # comments that are sent while no worker is there

Facts = dict[str, Any]


def deciding(followers: int) -> Facts:
    author, moderator = alice(), carol()
    places = {"quiet": a_place(author, 0), "followed": a_place(author, followers)}
    sent: dict[str, list[float]] = {name: [] for name in places}
    approved: dict[str, list[float]] = {name: [] for name in places}
    last: list[int] = []
    for number in range(ACTS):
        for name, post in places.items():
            seconds, comment = timed(lambda post=post, number=number: a_sending(post, number))
            sent[name].append(seconds)
            seconds, _outcome = timed(lambda pk=comment.pk: moderation.moderate([pk], Status.APPROVED, by=moderator))
            approved[name].append(seconds)
            last.append(comment.pk)
    middle = {f"{word} {name}": milliseconds(rows[name])[0] for word, rows in (("send", sent), ("approve", approved)) for name in places}  # fmt: skip
    return {**middle, **fan_out(last[1::2][-FAN_OUTS:], followers)}


def fan_out(comments: list[int], followers: int) -> Facts:
    """Of one comment to all who follow."""
    taken = []
    Comment.objects.exclude(pk__in=comments).update(tell_at=None)
    Comment.objects.filter(pk__in=comments).update(tell_at=timezone.now())
    for _comment in comments:
        seconds, told = timed(lambda: telling.tell_due(limit=1))
        assert told == 1
        taken.append(seconds)
    assert Letter.objects.owed().count() == followers * len(comments)
    return {"fan-out": milliseconds(taken)[0]}


def posting(followers: int) -> Facts:
    """The worker is a process of its own; what its marks say is in the clock that all processes share."""
    author, moderator = alice(), carol()
    post = a_place(author, followers)
    comment = a_sending(post, 0)
    moderation.moderate([comment.pk], Status.APPROVED, by=moderator)
    before = sendings(post, lambda done: len(done) >= min(QUIET, followers), 0)
    Comment.objects.filter(pk=comment.pk).update(tell_at=timezone.now())
    with subprocess.Popen([sys.executable, "-m", "tests.benchmarks.mail", "work", "0"], stdout=subprocess.PIPE) as crew:
        during = sendings(post, lambda _done: crew.poll() is not None, len(before))
        assert crew.stdout
        assert crew.returncode == 0
        marks = json.loads(crew.stdout.read())
    assert marks["sent"] == followers, marks
    fanning = [seconds for at, seconds in during if marks["began"] <= at < marks["told"]]
    sending = [seconds for at, seconds in during if marks["told"] <= at < marks["ended"]]
    return {
        "fan-out": marks["told"] - marks["began"],
        "sending": marks["ended"] - marks["told"],
        "megabytes": marks["megabytes"],
        "cpu": marks["cpu"],
        "alone": milliseconds([seconds for _at, seconds in before]),
        "beside the fan-out": milliseconds(fanning),
        "beside the sending": milliseconds(sending),
    }


def work(_size: int) -> Facts:
    """What a worker does with what is due, both parts of it by themselves."""
    began = time.monotonic()
    worker.tell_all_due()
    told = time.monotonic()
    cpu = time.process_time()
    done = outbox.send_all_due()
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "began": began,
        "told": told,
        "ended": time.monotonic(),
        "sent": done["sent"],
        "megabytes": kilobytes / 1000,
        "cpu": time.process_time() - cpu,
    }


def a_place(author: User, followers: int) -> Post:
    """An article whose discussion so many guests follow, each at once."""
    post = a_post(author)
    discussion = Discussion.objects.create(pk=post.pk)
    rows = [Commenter(email=f"reader{n}@example.org", name=f"Reader {n}") for n in range(followers)]
    people = Commenter.objects.bulk_create(rows, batch_size=500)
    scope = Subscription.Scope.DISCUSSION
    wishes = [Subscription(commenter=who, scope=scope, discussion=discussion) for who in people]
    Subscription.objects.bulk_create(wishes, batch_size=500)
    return post


def a_sending(post: Post, number: int) -> Comment:
    return submit(Sending(post, f"Words number {number}, and some more of them.", name="Bob", network="n")).comment


def sendings(post: Post, is_over: Callable[[list[Any]], bool], first: int) -> list[tuple[float, float]]:
    """When each was to begin, and the seconds from then until it was stored: who had to queue waited as well."""
    done: list[tuple[float, float]] = []
    due = time.monotonic()
    while not is_over(done):
        time.sleep(max(0.0, due - time.monotonic()))
        a_sending(post, 1 + first + len(done))
        done.append((due, time.monotonic() - due))
        due += TICK
    return done


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def milliseconds(taken: list[float]) -> tuple[float, float, int]:
    """The median, what 99 of 100 stay below, and of how many."""
    if not taken:
        return 0.0, 0.0, 0
    most = sorted(taken)[min(len(taken) - 1, int(len(taken) * 0.99))]
    return statistics.median(taken) * 1000, most * 1000, len(taken)


if __name__ == "__main__":
    job = {"deciding": deciding, "posting": posting, "work": work}[sys.argv[1]]
    sys.stdout.write(json.dumps(job(int(sys.argv[2]))))
