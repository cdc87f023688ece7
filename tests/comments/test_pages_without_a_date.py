"""Discussions of pages such as About: none, unless opened or moved in."""

from __future__ import annotations

import pytest

from blog.posts.models import Post
from comments.forms import token_for
from comments.models import Comment, Defaults, Discussion
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return a_post(kind=Post.Kind.PAGE, title="About", slug="about")


def send(client, page):
    data = {"name": "Bob", "email": "bob@example.org", "body": "Hello.", "token": token_for(page.pk)}
    return client.post(f"/comments/on/{page.pk}/", data)


def test_a_page_has_no_discussion_of_its_own_accord(client, page):
    assert "Leave a Reply" not in client.get("/about/").content.decode()
    assert send(client, page).status_code == 403
    assert not Comment.objects.exists()


def test_comments_that_were_moved_in_are_shown(client, page):
    comment = a_comment(page)
    text = client.get("/about/").content.decode()
    assert f'id="comment-{comment.pk}"' in text
    assert "1 Response<" in text
    assert client.get(f"/comments/{comment.pk}/")["Location"] == f"/about/#comment-{comment.pk}"


def test_a_page_that_was_opened_takes_responses(client, page):
    Discussion.objects.create(post=page, access=Discussion.Access.OPEN)
    assert "Leave a Reply" in client.get("/about/").content.decode()
    assert send(client, page).status_code == 303


def test_a_long_discussion_of_a_page_has_pages(client, page):
    for _ in range(3):
        a_comment(page)
    Defaults.objects.update(roots_per_page=2)
    assert client.get("/about/comment-page-2/").status_code == 200
    assert client.get("/about/comment-page-3/").status_code == 404
    assert client.get("/about/comment-page-1/")["Location"] == "/about/"
