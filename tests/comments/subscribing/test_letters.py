"""The letter that asks the owner of a typed address."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from blog.mail.models import Letter
from blog.posts.models import Post
from comments import links
from comments.models import Subscription
from tests.builders import a_post

pytestmark = pytest.mark.django_db
Scope = Subscription.Scope


def test_it_says_what_was_asked_for_and_how_long_the_link_is_good(ask, delivered):
    ask()
    letter = delivered()[0]
    assert letter.subject == "[Colloquy] Do you want new articles of Colloquy by mail?"
    assert "/comments/subscribe/" in letter.body
    assert "3 days" in letter.body
    assert "List-Unsubscribe" in letter.extra_headers
    html = letter.alternatives[0][0]
    assert "Say yes or no" in html
    assert "<img" not in html


@pytest.mark.parametrize(("scope", "words"), [("discussion", "every new response"), ("author", "what the author")])
def test_it_names_the_article_whose_discussion_it_is(ask, delivered, scope, words):
    post = a_post(title="Salt & bread")
    ask(post=post, scope=scope)
    letter = delivered()[0]
    assert words in letter.body
    assert "“Salt & bread”" in letter.body
    assert post.get_absolute_url() in letter.alternatives[0][0]


def test_who_gets_it_already_is_told_so_and_led_to_their_preferences(ask, delivered, a_guest):
    ellen = a_guest()
    ask()
    letter = delivered()[0]
    assert "They come to it already" in letter.body
    assert links.token_of(links.MAIL, ellen) in letter.body
    assert "/comments/subscribe/" not in letter.body


def test_who_gets_the_authors_part_is_asked_whether_they_want_all(ask, delivered, a_guest):
    post = a_post()
    ask("bob@example.org", post=post, scope="author")  # makes the discussion's row
    a_guest(scope=Scope.AUTHOR, discussion=post.discussion)
    ask("ellen@example.org", post=post, scope="discussion")
    assert "/comments/subscribe/" in delivered()[1].body


def test_a_question_that_waited_too_long_or_lost_its_article_is_not_sent(ask, delivered):
    post = a_post()
    ask("bob@example.org", post=post, scope="author")
    Post.objects.update(status=Post.Status.DRAFT)
    assert delivered() == []
    with time_machine.travel(timezone.now()) as clock:
        ask()
        clock.shift(timedelta(days=4))
        assert delivered() == []
    assert not Letter.objects.exists()
