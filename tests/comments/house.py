"""Alice with an article, Carol who moderates everything, Mallory who may write and has no business below Alice's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from blog.posts.models import Post
from tests import builders


@pytest.fixture
def alice(db: Any) -> User:
    return builders.alice()


@pytest.fixture
def carol(db: Any) -> User:
    return builders.carol()


@pytest.fixture
def mallory(db: Any) -> User:
    return builders._in_group(builders.a_user("mallory", is_staff=True), "Authors")


@pytest.fixture
def post(alice: User) -> Post:
    return builders.a_post(alice, title="What a silence is holding")


@pytest.fixture
def signed_in() -> Callable[[User | None], Client]:
    def sign_in(user: User | None) -> Client:
        client = Client()
        if user:
            client.force_login(user)
        return client

    return sign_in
