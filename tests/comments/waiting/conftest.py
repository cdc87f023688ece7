"""Alice's article, its readers' words, and the people who may have to answer them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from blog.posts.models import Post
from comments.models import Comment, Status
from tests import builders


def ago(hours: float) -> datetime:
    return timezone.now() - timedelta(hours=hours)


@pytest.fixture
def alice(db: Any) -> User:
    return builders.alice()


@pytest.fixture
def carol(db: Any) -> User:
    return builders.carol()


@pytest.fixture
def mallory(db: Any) -> User:
    """Writes articles here too, and has no business below Alice's."""
    return builders._in_group(builders.a_user("mallory", is_staff=True), "Authors")


@pytest.fixture
def post(alice: User) -> Post:
    return builders.a_post(alice, title="What a silence is holding")


@pytest.fixture
def thread(post: Post) -> Comment:
    """A root by a reader that nobody has answered."""
    return builders.a_comment(post, name="Ellen", submitted_at=ago(50))


@pytest.fixture
def held(post: Post) -> Comment:
    return builders.a_comment(post, status=Status.PENDING, name="David", submitted_at=ago(20))


@pytest.fixture
def signed_in() -> Callable[[User | None], Client]:
    def sign_in(user: User | None) -> Client:
        client = Client()
        if user:
            client.force_login(user)
        return client

    return sign_in
