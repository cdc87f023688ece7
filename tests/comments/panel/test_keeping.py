"""The buttons that close and pin."""

from __future__ import annotations

import pytest

from comments.models import Act, Comment
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(post):
    return builders.a_comment(post, body="Ask Ellen Moor.", body_html="<p>Ask Ellen Moor.</p>")


def test_an_act_that_is_none_is_refused(signed_in, carol, comment):
    assert signed_in(carol).post(f"/admin/queue/{comment.pk}/thread/", {"act": "explode"}).status_code == 400


def test_a_second_press_is_said_and_not_done(signed_in, carol, comment):
    client = signed_in(carol)
    client.post(f"/admin/queue/{comment.pk}/thread/", {"act": "close"})
    page = client.post(f"/admin/queue/{comment.pk}/thread/", {"act": "close"}, follow=True).content.decode()
    assert "This thread was closed already." in page
    assert Act.objects.count() == 1


def test_one_is_back_where_one_was(signed_in, carol, comment):
    address = comment.discussion.post.get_absolute_url()
    answer = signed_in(carol).post(f"/admin/queue/{comment.pk}/thread/", {"act": "pin", "next": address})
    assert answer["Location"] == address


def test_a_reply_offers_nothing(signed_in, carol, post, comment):
    reply = builders.a_comment(post, comment)
    assert signed_in(carol).post(f"/admin/queue/{reply.pk}/thread/", {"act": "pin"}).status_code == 404
    assert Comment.objects.get(pk=reply.pk).closed_at is None
