"""What is hard to carry over, put into a site with the demo in it: `python -m tests.blog.backup.awkward`."""

# ruff: noqa: E402 - models can be imported once Django is set up

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import django

django.setup()

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore

from blog.mail.models import DoNotMail, Incoming
from blog.posts.models import Picture, Post, Tag
from comments import tree
from comments.models import Act, Comment, KeyMap, Lesson, Policy, SpamScore, Token
from tests.builders import a_comment

# Each of them has broken somebody's export: ends of lines, what COPY, JSON and CSV escape, two ways to write an accent.
WORDS = [
    "\\N",
    "\\",
    "a\tb\rc\r\nd\u2028e\u0085f\x0bg",
    '"quoted", \'quoted\', {"json": [1]}',
    "e\u0301 and \u00e9, \U0001f9d1\u200d\U0001f33e, \u202eright to left",
    "",
    " trailing space ",
    "\x01\x1f\x7f",
    "x" * 40_000,
]


def main() -> None:
    post = Post.objects.order_by("pk").first()
    assert post is not None
    parent = None
    for words in WORDS:
        parent = a_comment(post, parent=parent, body=words)
        Comment.objects.filter(pk=parent.pk).update(body=words, body_html=words, source_id=2**63 - 1 - parent.pk)
    Incoming.objects.create(
        mark="1", raw=bytes(range(256)) * 3, outcome="refused", received_at=datetime(1, 1, 1, tzinfo=UTC)
    )
    Incoming.objects.create(
        mark="2", raw=b"", outcome="refused", received_at=datetime(9999, 12, 31, 23, 59, 59, 999999, UTC)
    )
    Tag.objects.create(name="ß" * 20, slug="ss")
    Token.objects.create(token="\\.", spam=2**31 - 1)
    DoNotMail.objects.create(address="f" * 32, reason="asked")
    user = get_user_model().objects.order_by("pk").first()
    KeyMap.objects.create(owner=user, keys={"b": [1.0, 1e-7, 10**18, None, True], "a": {"ü": "\\u0000 as text"}})
    Lesson.objects.create(comment=parent, label="ham", tokens=["z", "a", ""])
    SpamScore.objects.create(comment=parent, score=0.1 + 0.2, reasons=[], signals={})
    Act.objects.create(id=UUID(int=2**128 - 1), number=2**63 - 1, kind="moderation", before={}, about="x")
    Policy.objects.create(site=None, tag=Tag.objects.first(), holiday_until=date(2999, 12, 31))
    advertising = a_comment(post, status="spam")
    with tree.locked(post.pk) as discussion:
        tree.delete(advertising, discussion)  # its number must not be given again
    SessionStore().create()
    pictures()


def pictures() -> None:
    folder = Path(settings.MEDIA_ROOT) / "2026" / "ä b"
    folder.mkdir(parents=True)
    (folder / "one.png").write_bytes(bytes(range(256)) * 5000)
    (folder.parent / "empty").touch()
    uploader = get_user_model().objects.first()
    Picture.objects.create(file="2026/ä b/one.png", width=1, height=1, uploaded_by=uploader)


if __name__ == "__main__":
    main()
