"""Whether a new row gets a number that was another's before: `python -m tests.blog.backup.numbers`."""

# ruff: noqa: E402 - models can be imported once Django is set up

from __future__ import annotations

import json
import sys

import django

django.setup()

from blog.posts.models import Post, Tag
from comments.models import Comment
from tests.blog.backup.awkward import WORDS
from tests.builders import a_comment


def main() -> None:
    """`awkward` wrote its words, then one comment more that it deleted again."""
    post = Post.objects.order_by("pk").first()
    last = Comment.objects.filter(body=WORDS[-1]).get().pk
    taken = [last + 1] if a_comment(post).pk <= last + 1 else []
    Tag.objects.create(name="new", slug="new")  # would collide where the sequence stands at 1
    sys.stdout.write(json.dumps({"given_again": taken}))


if __name__ == "__main__":
    main()
