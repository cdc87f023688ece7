"""A clock that jumps, forwards and back, by an hour and by a year, while people write and letters go out."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from blog import worker
from blog.mail import outbox
from blog.posts.models import Post
from comments import check
from comments.forms import token_for
from comments.models import Comment
from tests.builders import a_comment, a_post
from tests.comments.rules.crew import site_rules

pytestmark = pytest.mark.django_db

HOUR, YEAR = timedelta(hours=1), timedelta(days=365)


@pytest.fixture(params=[HOUR, YEAR, -HOUR, -YEAR], ids=["an hour on", "a year on", "an hour back", "a year back"])
def jumped(request):
    """Another time, to be entered when the test says so."""
    return time_machine.travel(timezone.now() + request.param, tick=True)


@pytest.fixture(autouse=True)
def _site(settings):
    settings.EMAIL_CONFIGURED = True
    settings.COMMENT_FLOOD_SECONDS, settings.COMMENT_RATE_LIMIT = 15, 0
    site_rules(level="shown")


def send(client, post, body, parent=""):
    fields = {"name": "Bob", "email": "bob@example.org", "body": body, "parent": parent, "token": token_for(post.pk)}
    return client.post(f"/comments/on/{post.pk}/", fields)


def test_a_form_that_was_open_is_taken_and_nobody_is_locked_out(client, jumped):
    post = a_post(published_at=timezone.now() - 2 * YEAR)
    assert send(client, post, "Before.").status_code == 303
    with jumped:
        assert send(client, post, "After.").status_code == 303
    assert list(check.faults()) == []


def test_a_thread_keeps_the_order_in_which_it_was_written(client, jumped, settings):
    settings.COMMENT_FLOOD_SECONDS = 0
    post = a_post(published_at=timezone.now() - 2 * YEAR)
    send(client, post, "First words.")
    first = Comment.objects.get()
    with jumped:
        send(client, post, "An answer to the first.", parent=first.pk)
        send(client, post, "Second words.")
    send(client, post, "Third words.")
    page = client.get(post.get_absolute_url()).content.decode()
    places = [page.index(words) for words in ("First words.", "An answer to", "Second words.", "Third words.")]
    assert places == sorted(places)
    assert list(check.faults()) == []
    assert list(check.miscounted()) == []


def test_a_letter_goes_out_once(jumped):
    comment = a_comment(a_post(), email="ellen@example.org")
    outbox.owe("proof", comment.email, about=comment.pk)
    worker.look()
    with jumped:
        worker.look()
        worker.one_pass()
        worker.look()
    worker.one_pass()
    worker.look()
    assert [message.to for message in mail.outbox] == [["ellen@example.org"]]


def test_what_is_to_appear_appears_by_the_clock_and_goes_with_it(client):
    post = a_post(published_at=timezone.now() + HOUR / 2)
    assert client.get(post.get_absolute_url()).status_code == 404
    with time_machine.travel(timezone.now() + HOUR, tick=True):
        assert client.get(post.get_absolute_url()).status_code == 200
    assert client.get(post.get_absolute_url()).status_code == 404
    assert Post.objects.filter(pk=post.pk).exists()
