"""A made-up name for whoever does not want to give their own."""

from __future__ import annotations

import random
from itertools import count

from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils.translation import gettext as _

from comments.models import Comment, Discussion

FIELD = "made_up"
TRIES = 30  # names that are looked up at once: that all of them are taken needs a very large discussion
_random = random.SystemRandom()  # so that the next name cannot be told from the last


def is_asked(request: HttpRequest) -> bool:
    return FIELD in request.POST


def made_up(discussion: Discussion) -> str:
    """Such as "Quiet Heron": a name that nobody has in this discussion, shown or waiting."""
    firsts, seconds = _words()
    names = [f"{_random.choice(firsts)} {_random.choice(seconds)}" for _try in range(TRIES)]
    taken = _taken(discussion, names)
    free = next((name for name in names if name.lower() not in taken), "")
    return free or _numbered(discussion, names[0])


def _numbered(discussion: Discussion, name: str) -> str:
    for start in count(2, TRIES):
        names = [f"{name} {number}" for number in range(start, start + TRIES)]
        taken = _taken(discussion, names)
        if free := next((name for name in names if name.lower() not in taken), ""):
            return free
    raise AssertionError("numbers do not end")


def _taken(discussion: Discussion, names: list[str]) -> set[str]:
    rows = Comment.objects.filter(discussion=discussion.pk).annotate(lowered=Lower("name")).order_by()
    return set(rows.filter(lowered__in={name.lower() for name in names}).values_list("lowered", flat=True))


def _words() -> tuple[list[str], list[str]]:
    """Both halves as one text each, so that a translation may choose words that go together."""
    firsts = _(
        "Amber Autumn Brave Bright Calm Clever Curious Early Evening Fair Gentle Golden Grey Hidden Honest Kind Lively "
        "Merry Mild Misty Morning Patient Quick Quiet Silver Sleepy Small Soft Spring Steady Still Sunny Tidy Winter Wise"
    )
    seconds = _(
        "Badger Beaver Blackbird Bumblebee Cricket Crane Curlew Dormouse Dragonfly Finch Fox Goose Hare Hedgehog Heron "
        "Kingfisher Lapwing Lark Magpie Marten Moth Newt Nightingale Otter Owl Plover Robin Snail Sparrow Squirrel "
        "Starling Stork Swallow Swift Thrush Toad Vole Wagtail Warbler Wren"
    )
    return firsts.split(), seconds.split()
