"""What one has answered before is found again: one's own, published, the latest first."""

from __future__ import annotations

import pytest

from blog.posts.models import Post
from comments.models import Comment
from comments.waiting import earlier
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def say(alice, post):
    def said(body, **fields):
        return a_comment(post, user=alice, role="author", body=body, body_html=f"<p>{body}</p>", **fields)

    return said


def bodies(user, words, **more):
    return [found.text for found in earlier.find(user, words, **more)]


def test_all_words_must_be_there_in_any_order_and_case(say, alice):
    say("Sleep with the WINDOW open.")
    say("Sleep well.")
    say("Über den Schlaf.")
    assert bodies(alice, "window sleep") == ["Sleep with the WINDOW open."]
    assert bodies(alice, "SLEEP") == ["Sleep well.", "Sleep with the WINDOW open."]
    assert bodies(alice, "über") == ["Über den Schlaf."]
    assert bodies(alice, "nothing") == []


def test_without_words_the_latest_come(say, alice):
    say("First.")
    say("Second.")
    assert bodies(alice, "") == ["Second.", "First."]


def test_what_helped_most_can_come_first(say, alice):
    helpful = say("Old and good.")
    Comment.objects.filter(pk=helpful.pk).update(helpful_count=3)
    say("New.")
    assert bodies(alice, "", helpful_first=True) == ["Old and good.", "New."]


def test_nobody_elses_words_are_found_nor_what_readers_do_not_see(say, alice, carol, post):
    a_comment(post, user=carol, body="Carol's.")
    a_comment(post, body="A guest's.")
    say("Removed.", status="removed")
    hidden = a_post(alice, status=Post.Status.DRAFT)
    a_comment(hidden, user=alice, body="Below a draft.")
    assert bodies(alice, "") == []


def test_it_looks_through_the_latest_only_and_lists_a_few(say, alice, monkeypatch):
    monkeypatch.setattr(earlier, "SEARCHED", 3)
    monkeypatch.setattr(earlier, "MOST", 2)
    for number in range(4):
        say(f"Number {number}.")
    assert bodies(alice, "number") == ["Number 3.", "Number 2."]
    assert bodies(alice, "0") == []


def test_a_link_is_markdown_that_leads_to_it(say, alice, settings):
    settings.SITE_URL = "https://blog.example"
    Post.objects.update(title="Of [brackets]")
    answer = say("Words.")
    (found,) = earlier.find(alice, "")
    assert found.link == f"[what I wrote under “Of (brackets)”](https://blog.example/comments/{answer.pk}/)"
    assert found.excerpt == "Words."
