"""Asking a foreign machine: what it is told, what its answers mean, and that it costs nobody time."""

from __future__ import annotations

import time

import pytest

from comments.models.spam import Label
from comments.spam import akismet
from comments.spam.akismet import AkismetError
from tests.comments.spam import loopback
from tests.comments.spam.conftest import waiting
from tests.ports import free_port

pytestmark = pytest.mark.django_db

BAD_MOODS = ["rubbish", "invalid", "broken", "elsewhere", "no_http", "gone", "stalling", "trickling"]


@pytest.fixture
def server(settings):
    with loopback.running() as server:
        settings.AKISMET_KEY, settings.AKISMET_URL = "a-key", server.url
        yield server


@pytest.fixture
def comment(post):
    return waiting(post, "Cheap ♥ watches & more", email="mallory@example.org", website="https://shop.example/")


@pytest.mark.parametrize(("answer", "label"), [("true", Label.SPAM), ("false", Label.HAM)])
def test_it_answers_yes_or_no(answer, label, server, comment):
    server.answer = answer
    assert akismet.check(comment) == label


def test_it_is_told_what_the_page_says_and_nothing_else(server, comment):
    akismet.check(comment)
    ((path, form, headers),) = server.told
    assert path == "/1.1/comment-check"
    assert form == {
        "api_key": "a-key",
        "blog": "http://localhost:8000",
        "blog_charset": "UTF-8",
        "comment_content": comment.body,
        "comment_author": comment.name,
        "comment_author_email": "mallory@example.org",
        "comment_author_url": "https://shop.example/",
        "comment_type": "comment",
        "comment_date_gmt": form["comment_date_gmt"],
        "permalink": "http://localhost:8000" + comment.discussion.post.get_absolute_url(),
        "user_ip": "0.0.0.0",
    }
    assert "Cookie" not in headers
    assert "Referer" not in headers


@pytest.mark.parametrize(("label", "path"), [(Label.SPAM, "submit-spam"), (Label.HAM, "submit-ham")])
def test_it_is_told_where_it_was_wrong(label, path, server, comment):
    akismet.tell(comment, label)
    assert server.asked == [path]


@pytest.mark.parametrize("ask", [akismet.check, lambda comment: akismet.tell(comment, Label.SPAM)])
@pytest.mark.parametrize("mood", BAD_MOODS)
def test_whatever_else_it_does_is_no_answer_and_soon_over(mood, ask, server, comment):
    server.mood = mood
    began = time.monotonic()
    with pytest.raises(AkismetError) as raised:
        ask(comment)
    assert time.monotonic() - began < akismet.SECONDS + 1
    assert str(raised.value)
    assert "a-key" not in str(raised.value)
    assert len(str(raised.value)) < 200


def test_its_own_word_of_what_is_wrong_is_passed_on(server, comment):
    server.mood = "invalid"
    with pytest.raises(AkismetError, match="unable to parse"):
        akismet.check(comment)


def test_a_redirect_is_not_followed(server, comment):
    server.mood = "elsewhere"
    with pytest.raises(AkismetError, match="302"):
        akismet.check(comment)
    assert len(server.told) == 1


def test_nobody_there_is_no_answer(settings, comment):
    settings.AKISMET_KEY, settings.AKISMET_URL = "a-key", f"http://127.0.0.1:{free_port()}/"
    with pytest.raises(AkismetError):
        akismet.check(comment)


def test_it_is_asked_over_tls_and_without_a_key_not_at_all(settings):
    assert settings.AKISMET_URL.startswith("https://")
    assert not akismet.is_configured()
