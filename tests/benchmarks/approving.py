"""Approves comments on the longest discussion, one for each line of standard input, and prints key and moment of each."""

# ruff: noqa: E402 - models can be imported once Django is set up

from __future__ import annotations

import json
import sys
import time

import django

django.setup()

from comments import moderation
from comments.models import Discussion, Status
from tests.builders import a_comment, an_owner


def main(times: int) -> None:
    post = Discussion.objects.order_by("-comment_count")[0].post
    owner = an_owner()
    for _time in range(times):
        comment = a_comment(post, status=Status.PENDING)
        time.sleep(0.05)
        moderation.moderate([comment.pk], Status.APPROVED, by=owner)
        sys.stdout.write(json.dumps([comment.pk, time.time()]) + "\n")
        sys.stdout.flush()
        sys.stdin.readline()


if __name__ == "__main__":
    main(int(sys.argv[1]))
