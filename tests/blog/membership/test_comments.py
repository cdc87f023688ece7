from __future__ import annotations

import pytest

from blog.membership.comments import STANDING, annotate, comments_of
from comments.models import Comment, Status
from tests import builders

pytestmark = pytest.mark.django_db


def test_every_status_has_words():
    assert set(STANDING) == set(Status)


def test_mentions_by_other_sites_are_nobodys_comments():
    bob = builders.a_user("bob")
    builders.a_comment(builders.a_post(), user=bob, kind=Comment.Kind.MENTION)
    assert not comments_of(bob).exists()


def test_each_has_its_standing_and_its_receipt():
    bob = builders.a_user("bob")
    builders.a_comment(builders.a_post(), user=bob, status=Status.DECLINED)
    [comment] = annotate(list(comments_of(bob)))
    assert str(comment.standing) == "Declined"
    assert comment.receipt.startswith(f"/comments/receipt/{comment.pk}.")
