"""Alice's article with a comment that waits, and the people who come to the queue."""

from __future__ import annotations

import pytest

from blog.posts.models import Post
from comments.models import Comment, Status
from tests import builders
from tests.comments.house import alice, carol, mallory, post, signed_in  # noqa: F401 - fixtures


@pytest.fixture
def held(post: Post) -> Comment:  # noqa: F811
    return builders.a_comment(post, status=Status.PENDING, name="Ellen", email="ellen@example.org")
