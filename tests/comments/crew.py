"""Many processes that write to one database at once: `python -m tests.comments.crew JOB [SIZES]`.

Prints a line when all is prepared, and one JSON object: what was stored, what went wrong, and what the checker says afterwards.
"""

# ruff: noqa: E402 - models can be imported once Django is set up

from __future__ import annotations

import json
import multiprocessing
import random
import statistics
import sys
import time
from collections import Counter
from typing import Any

import django

django.setup()

from django.db import connections
from mptt.managers import TreeManager

from accounts.models import User
from blog.posts.models import Post
from blog.prepared import Given, Question
from comments import check, helpful, ledger, moderation, moving, revisions, tree
from comments.models import Act, Comment, CommentManager, Discussion, Event, Status
from comments.submission import Refused, Sending, submit
from tests.builders import a_comment, a_post, alice, carol

FORK = multiprocessing.get_context("fork")
LOOKS_AGAIN = 10  # sends
ASIDE = "aside"  # an article that nobody counts
REPLIES = 0.7  # of the sends answer somebody
SHOWN = Question(
    lambda: Comment.objects.shown().filter(discussion=Given("post")).order_by("-pk").values_list("pk", flat=True)[:40]
)


class Job:
    """What one process does `acts` times; a subclass says what."""

    def __init__(self, posts: list[int], seed: int) -> None:
        self.random = random.Random(seed)
        self.posts = {post.pk: post for post in Post.objects.filter(pk__in=posts)}
        self.author, self.moderator = (User.objects.get(username=name) for name in ("alice", "carol"))
        self.seed = seed

    def act(self, number: int) -> str:
        raise NotImplementedError

    def warm_up(self) -> None:
        """What a process does only once is none of its acts: it is no different for the second reader of a day."""

    def send(self, number: int) -> str:
        post = self.random.choice(list(self.posts.values()))
        parent = self.shown(post) if self.random.random() < REPLIES else None
        words = f"Process {self.seed} says {number}."
        user = self.author if self.random.random() < 0.5 else None
        submit(Sending(post, words, parent, user=user, name="Bob", email="bob@example.org", network=f"n{self.seed}"))
        return "sent"

    def shown(self, post: Post) -> int | None:
        keys = list(SHOWN.all(post=post.pk))
        return self.random.choice(keys) if keys else None


class Send(Job):
    def __init__(self, posts: list[int], seed: int) -> None:
        super().__init__(posts, seed)
        self.seen: dict[int, tuple[list[int], int]] = {}

    def act(self, number: int) -> str:
        return self.send(number)

    def shown(self, post: Post) -> int | None:
        """Of those that stood there a moment ago: a reader does not look again before every word."""
        keys, looks = self.seen.get(post.pk, ([], 0))
        if looks % LOOKS_AGAIN == 0:
            keys = list(SHOWN.all(post=post.pk))
        self.seen[post.pk] = keys, looks + 1
        return self.random.choice(keys) if keys else None

    def warm_up(self) -> None:
        aside = Post.objects.get(slug=ASIDE)
        for user in (self.author, None):
            submit(Sending(aside, f"Process {self.seed} is here.", user=user, name="Bob", network=f"n{self.seed}"))


class Plain(Job):
    """What happens without `comments.tree`: mptt's own save, as its documentation shows it."""

    def act(self, number: int) -> str:
        CommentManager._get_next_tree_id = TreeManager._get_next_tree_id
        post = self.random.choice(list(self.posts.values()))
        parent = Comment.objects.get(pk=self.shown(post))
        Comment(discussion_id=post.pk, parent=parent, name="Bob", body="x", status=Status.APPROVED).save()
        return "sent"


class Mixed(Job):
    """Everything that writes to discussions, in any order."""

    def act(self, number: int) -> str:
        return self.random.choice([self.send, self.send, self.send, self.decide, self.decide, self.undo, self.drop])(
            number
        )

    def decide(self, number: int) -> str:
        keys = list(Comment.objects.filter(discussion__in=self.posts).values_list("pk", flat=True))
        some = self.random.sample(keys, min(len(keys), self.random.randint(1, 8)))
        to = self.random.choice([Status.APPROVED, Status.APPROVED, Status.SPAM, Status.REMOVED, Status.PENDING])
        moderation.moderate(some, to, by=self.moderator)
        return "decided"

    def undo(self, number: int) -> str:
        if act := moderation.last_act(self.moderator):
            moderation.undo(act, by=self.moderator)
        return "undone"

    def drop(self, number: int) -> str:
        spam = (
            Comment.objects.filter(discussion__in=self.posts, status=Status.SPAM, children=None).order_by("?").first()
        )
        if spam is None:
            return "nothing to drop"
        with tree.locked(spam.discussion_id) as discussion:
            try:
                tree.delete(spam, discussion)
            except (Comment.DoesNotExist, ValueError):
                return "nothing to drop"
        return "dropped"


class Flood(Job):
    """One network, everywhere at once: another one for each number of articles, as a network's bucket outlives a test."""

    def act(self, number: int) -> str:
        post = list(self.posts.values())[self.seed % len(self.posts)]
        network = f"mallory-{len(self.posts)}"
        submit(Sending(post, f"Buy {self.seed}!", name="Mallory", email="m@example.org", network=network))
        return "sent"


class Moving(Mixed):
    """Threads and replies that move between articles and back, while others answer, change and mark them."""

    def act(self, number: int) -> str:
        return self.random.choice([self.send, self.send, self.move, self.take_back, self.decide, self.edit])(number)

    def any(self) -> Comment:
        keys = list(Comment.objects.filter(discussion__in=self.posts).order_by().values_list("pk", flat=True))
        return Comment.objects.get(pk=self.random.choice(keys))

    def move(self, number: int) -> str:
        try:
            moving.move(self.any(), self.random.choice(list(self.posts.values())), by=self.moderator)
        except moving.CannotMoveError:
            return "left"
        return "moved"

    def take_back(self, number: int) -> str:
        if act := Act.objects.filter(kind=moving.MOVE, undone_at=None).order_by("?").first():
            ledger.undo(act, by=self.moderator)
        return "taken back"

    def edit(self, number: int) -> str:
        comment = self.any()
        helpful.mark(comment, user=None, network=f"n{self.seed}")
        try:
            revisions.edit(comment, f"Process {self.seed} changed it to {number}, in more words.")
        except revisions.CannotEditError:
            return "left"
        return "edited"


JOBS = {"send": Send, "plain": Plain, "mixed": Mixed, "flood": Flood, "moving": Moving}


def work(job: str, posts: list[int], seed: int, acts: int, start: Any, results: Any) -> None:
    """The life of one process: wait for the others, act, tell what came of it, and how long each act took."""
    done: Counter[str] = Counter()
    taken: list[float] = []
    worker = JOBS[job](posts, seed)
    worker.warm_up()
    start.wait()
    first = time.monotonic()
    for number in range(acts):
        began = time.monotonic()
        try:
            done[worker.act(number)] += 1
        except Refused as refused:
            done[f"refused: {refused.code}"] += 1
        except Exception as error:  # every error is the result that the test is about
            done[f"error: {type(error).__name__}: {error}"[:200]] += 1
        taken.append(time.monotonic() - began)
    results.put((done, taken, first, time.monotonic()))


def run(job: str, posts: list[int], processes: int, acts: int) -> tuple[Counter[str], list[float], float]:
    """What came of it all, the seconds of each act, and those from the first act's beginning to the last one's end."""
    start, results = FORK.Barrier(processes), FORK.SimpleQueue()
    crew = [FORK.Process(target=work, args=(job, posts, seed, acts, start, results)) for seed in range(processes)]
    connections.close_all()
    for process in crew:
        process.start()
    told = [results.get() for _ in crew]
    for process in crew:
        process.join()
    each_done, each_taken, began, ended = zip(*told, strict=True)
    return (
        sum(each_done, Counter()),
        sorted(second for taken in each_taken for second in taken),
        max(ended) - min(began),
    )


def prepare(posts: int) -> list[int]:
    """An author, a moderator and articles with one comment each to answer."""
    author = User.objects.filter(username="alice").first() or alice()
    if not User.objects.filter(username="carol").exists():
        carol()
    made = [a_post(author, title="Crowded", slug="") for _ in range(posts)]
    for post in made:
        a_comment(post)
    if not Post.objects.filter(slug=ASIDE).exists():
        a_post(author, title="Aside", slug=ASIDE)
    return [post.pk for post in made]


def verdict(posts: list[int]) -> dict[str, Any]:
    comments = Comment.objects.filter(discussion__in=posts)
    moved = Event.objects.filter(comment__discussion__in=posts)
    latest = dict(moved.order_by("pk").values_list("comment_id", "to_status"))
    status = dict(comments.values_list("pk", "status"))
    return {
        "stored": comments.count() - len(posts),
        "replies": comments.filter(level__gt=0).count(),
        "bad_trees": len({fault.tree_id for fault in check.faults() if fault.discussion_id in posts}),
        "wrong_counts": len(set(check.miscounted()) & set(posts)),
        "shown": comments.shown().count(),
        "counted": sum(Discussion.objects.filter(pk__in=posts).values_list("comment_count", flat=True)),
        "stray_statuses": sum(status[pk] != to for pk, to in latest.items()),
    }


def main(job: str, processes: int, acts: int, posts: int) -> None:
    made = prepare(posts)
    sys.stdout.write("begins\n")
    sys.stdout.flush()
    done, taken, seconds = run(job, made, processes, acts)
    waits = {"median": statistics.median(taken), "p99": taken[len(taken) * 99 // 100]}
    sys.stdout.write(json.dumps({"done": done, "seconds": round(seconds, 2), **waits, **verdict(made)}))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:5]))
