"""Mentions by other sites stand apart."""

from __future__ import annotations

import pytest

from comments import check, moderation, threads
from comments.models import Comment, Discussion, Status
from tests.builders import a_comment, a_post, carol

pytestmark = pytest.mark.django_db


def a_mention(post, **fields):
    return a_comment(post, kind=Comment.Kind.MENTION, name="A blog", website="https://blog.example/1", **fields)


def test_a_mention_is_shown_apart_and_not_counted(client):
    post = a_post()
    a_comment(post)
    a_mention(post)
    page = client.get(post.get_absolute_url()).content.decode()
    assert "1 Response<" in page
    assert 'href="https://blog.example/1"' in page
    assert Discussion.objects.get().comment_count == 1


@pytest.mark.parametrize("status", [status for status in Status if status != Status.APPROVED])
def test_a_hidden_mention_is_nowhere(client, status):
    post = a_post()
    a_mention(post, status=status)
    assert "blog.example" not in client.get(post.get_absolute_url()).content.decode()


def test_deciding_on_a_mention_keeps_its_count():
    post = a_post()
    mention = a_mention(post, status=Status.PENDING)
    moderator = carol()
    moderation.moderate([mention.pk], Status.APPROVED, by=moderator)
    assert [row.pk for row in threads.mentions(Discussion.objects.get())] == [mention.pk]
    moderation.moderate([mention.pk], Status.SPAM, by=moderator)
    assert Discussion.objects.get().mention_count == 0
    assert not list(check.faults())
