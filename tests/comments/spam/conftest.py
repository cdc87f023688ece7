"""A filter that has learnt enough to say something, and the people who taught it."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from blog.posts.models import Post
from comments import moderation
from comments.models import Comment, Status
from comments.spam import filing, lessons
from tests import builders
from tests.comments.house import carol, signed_in  # noqa: F401 - fixtures

ADVERTISING = "Cheap watches, buy cheap watches now at our shop"
TALK = "I read this article slowly and it helped my mother"


@pytest.fixture
def owner(db: Any) -> User:
    return builders.an_owner()


@pytest.fixture
def post(db: Any) -> Post:
    return builders.a_post()


def learn() -> None:
    while lessons.learn_owed():
        pass


def teach(post: Post, by: User, *, spam: int = filing.ENOUGH, ham: int = filing.ENOUGH) -> list[Comment]:
    """Have somebody decide on so many comments of each kind, and the filter learn from it."""
    advertising = [waiting(post, f"{ADVERTISING} {'abcdefghijklmnopqrstuvwxyz'[n % 26]}") for n in range(spam)]
    talk = [waiting(post, f"{TALK} {'abcdefghijklmnopqrstuvwxyz'[n % 26]}") for n in range(ham)]
    moderation.moderate([comment.pk for comment in advertising], Status.SPAM, by=by)
    moderation.moderate([comment.pk for comment in talk], Status.APPROVED, by=by)
    learn()
    return advertising + talk


def waiting(post: Post, body: str, **fields: Any) -> Comment:
    return builders.a_comment(post, body=body, status=Status.PENDING, **fields)


def judged(post: Post, body: str, **fields: Any) -> Comment:
    """A comment that came by the way comments come: judged, stored, and what was said of it kept."""
    comment = waiting(post, body, **fields)
    filing.keep(comment)
    return comment


@pytest.fixture
def taught(post: Post, carol: User) -> list[Comment]:  # noqa: F811
    return teach(post, carol)
