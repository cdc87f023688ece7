from __future__ import annotations

import pytest

from blog.membership.comments import comments_of
from comments.models import Comment
from tests import builders

pytestmark = pytest.mark.django_db


def test_mentions_by_other_sites_are_nobodys_comments():
    bob = builders.a_user("bob")
    builders.a_comment(builders.a_post(), user=bob, kind=Comment.Kind.MENTION)
    assert not comments_of(bob).exists()


def test_the_newest_comes_first():
    bob = builders.a_user("bob")
    first, second = (builders.a_comment(builders.a_post(), user=bob) for _ in range(2))
    assert list(comments_of(bob)) == [second, first]
