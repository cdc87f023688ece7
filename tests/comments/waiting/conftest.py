"""Alice's article, its readers' words, and the people who may have to answer them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from blog.posts.models import Post
from comments.models import Comment, Status
from tests import builders
from tests.comments.house import alice, carol, mallory, post, signed_in  # noqa: F401 - fixtures


def ago(hours: float) -> datetime:
    return timezone.now() - timedelta(hours=hours)


@pytest.fixture
def thread(post: Post) -> Comment:  # noqa: F811
    """A root by a reader that nobody has answered."""
    return builders.a_comment(post, name="Ellen", submitted_at=ago(50))


@pytest.fixture
def held(post: Post) -> Comment:  # noqa: F811
    return builders.a_comment(post, status=Status.PENDING, name="David", submitted_at=ago(20))
