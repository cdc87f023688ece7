"""Bob, who is known by a proven address, and what is done about him."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from blog.posts.models import Post
from comments.models import Act, Comment, Commenter, Measure, Whom
from comments.people import measures, persons, touching
from tests import builders
from tests.comments.house import alice, carol, signed_in  # noqa: F401 - fixtures

NET = "a" * 64


@pytest.fixture
def post(alice: User) -> Post:  # noqa: F811
    return builders.a_post(alice)


@pytest.fixture
def bob(db: Any) -> Commenter:
    return Commenter.objects.create(email="bob@example.org", name="Bob")


@pytest.fixture
def his(post: Post, bob: Commenter) -> Comment:
    """A comment under his proven address."""
    return builders.a_comment(post, proof=Comment.Proof.ADDRESS, network=NET)


@pytest.fixture
def member(db: Any) -> User:
    """With an account, and a proven address."""
    user = builders.a_user("mona")
    EmailAddress.objects.create(user=user, email="Mona@example.org", verified=True, primary=True)
    return user


def taken(comment: Comment, whom: str, by: User, what: str = "block", **said: Any) -> tuple[Measure, Act]:
    """A measure about the writer of a comment."""
    person = persons.of(comment)
    aim = touching.target(person, whom, said.pop("value", ""))
    assert aim is not None
    return measures.take(aim, what, by=by, **{"time": "week", **said})


def everybody(comment: Comment) -> list[str]:
    person = persons.of(comment)
    return touching.kinds(person) if person else [Whom.DOMAIN]
