"""Which of the comments named on standard input are not here: `python -m tests.blog.backup.present`."""

# ruff: noqa: E402 - models can be imported once Django is set up

from __future__ import annotations

import json
import sys

import django

django.setup()

from comments.models import Comment


def main() -> None:
    here = set(Comment.objects.values_list("pk", flat=True))
    sys.stdout.write(json.dumps({"missing": sorted(set(json.load(sys.stdin)) - here), "here": len(here)}))


if __name__ == "__main__":
    main()
