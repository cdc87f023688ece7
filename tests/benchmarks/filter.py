"""How well the spam filter judges comments of a video, having learnt from the others: `python -m tests.benchmarks.filter`.

Prints one JSON object. Everything is taught by decisions and taken back by them, so the tables are those of a site.
"""

# ruff: noqa: E402 - models can be imported once Django is set up

from __future__ import annotations

import functools
import json
import operator
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import django

django.setup()

from accounts.models import User
from blog import markup
from comments import moderation
from comments.models import Comment, Status
from comments.spam import filing, lessons
from tests.benchmarks import corpus
from tests.benchmarks.corpus import Sample
from tests.builders import a_comment, a_post, carol

QUICK = 60  # comments of each video


@dataclass
class Video:
    samples: dict[int, Sample]  # by the key of their comment

    def decide(self, by: User) -> None:
        """As whoever labelled them would have."""
        for is_spam, to in ((True, Status.SPAM), (False, Status.APPROVED)):
            moderation.moderate([pk for pk, one in self.samples.items() if one.is_spam == is_spam], to, by=by)

    def take_back(self, by: User) -> None:
        moderation.moderate(self.samples, Status.PENDING, by=by)


def stored(samples: Iterable[Sample]) -> Video:
    post = a_post()
    return Video({_comment(post, one).pk: one for one in samples})


@dataclass
class Judged:
    """What was said of whose comments; `filed` has to be none, since nothing was ever tried here."""

    samples: dict[int, Sample]
    said: dict[int, filing.Judgement]
    seconds: float

    def row(self) -> dict[str, object]:
        """Precision, recall and false alarms at both lines."""
        spam = {pk for pk, one in self.samples.items() if one.is_spam}
        likely = {pk for pk, one in self.said.items() if (one.score or 0) >= filing.LIKELY_FROM}
        return {
            "comments": len(self.said),
            "advertising": len(spam),
            **_quality("looks like it", spam, likely),
            **_quality("would file", spam, {pk for pk, one in self.said.items() if one.says_spam}),
            "filed below the bar": sum(one.files for one in self.said.values()),
            "ms a judgement": f"{self.seconds / len(self.said) * 1000:.1f}",
        }

    def __add__(self, other: Judged) -> Judged:
        return Judged(self.samples | other.samples, self.said | other.said, self.seconds + other.seconds)


def judged(video: Video) -> Judged:
    comments = list(Comment.objects.filter(pk__in=video.samples))
    began = time.perf_counter()
    said = {comment.pk: filing.judge(comment) for comment in comments}
    return Judged(video.samples, said, time.perf_counter() - began)


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def learn() -> None:
    while lessons.learn_owed():
        pass


def main(quick: bool) -> dict[str, dict[str, object]]:
    by = carol()
    videos = {name: stored(rows[:QUICK] if quick else rows) for name, rows in corpus.videos().items()}
    for video in videos.values():
        video.decide(by)
    comments = sum(len(video.samples) for video in videos.values())
    speed = comments / timed(learn)
    found = {}
    for name, video in videos.items():
        video.take_back(by)
        learn()
        found[name] = judged(video)
        video.decide(by)
        learn()
    found["all five"] = functools.reduce(operator.add, found.values())
    return {name: {**one.row(), "learnt/s": f"{speed:.0f}"} for name, one in found.items()}


def _comment(post: object, one: Sample) -> Comment:
    body = markup.clean_text(one.body)
    return a_comment(post, name=one.name[:80], email="", body=body, status=Status.PENDING)  # type: ignore[arg-type]


def _quality(name: str, spam: set[int], said: set[int]) -> dict[str, str]:
    right, wrong = len(said & spam), len(said - spam)
    precision = f"{100 * right / len(said):.1f} %" if said else "–"
    recall = f"{100 * right / len(spam):.1f} %"
    return {f"{name}: precision": precision, f"{name}: recall": recall, f"{name}: false alarms": str(wrong)}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main("--quick" in sys.argv)))
