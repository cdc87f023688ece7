"""The feeds of responses: what is shown, and nothing else."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from comments.models import Status
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def entries(response):
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")


def test_it_holds_shown_comments_newest_first(client):
    post = a_post(title="A quiet room")
    a_comment(post, name="Ellen", body_html="<p>First &amp; foremost.</p>")
    a_comment(post, name="David")
    found = entries(client.get("/comments/feed/"))
    assert [entry.findtext(f"{ATOM}title") for entry in found] == ["David on A quiet room", "Ellen on A quiet room"]
    assert found[1].findtext(f"{ATOM}content") == "<p>First &amp; foremost.</p>"


@pytest.mark.parametrize("status", [status for status in Status if status != Status.APPROVED])
def test_it_holds_nothing_that_is_hidden(client, status):
    post = a_post()
    a_comment(post, status=status)
    assert not entries(client.get("/comments/feed/"))
    assert not entries(client.get(f"{post.get_absolute_url()}feed/"))


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"status": "unlisted"}])
def test_it_holds_nothing_of_articles_that_are_not_listed(client, fields):
    a_comment(a_post(**fields))
    assert not entries(client.get("/comments/feed/"))


def test_the_feed_of_an_article_holds_its_own_responses(client):
    post = a_post()
    mine = a_comment(post)
    a_comment(a_post())
    found = entries(client.get(f"{post.get_absolute_url()}feed/"))
    assert [entry.find(f"{ATOM}link").get("href") for entry in found] == [f"http://localhost:8000/comments/{mine.pk}/"]


def test_the_feed_of_a_draft_is_a_404(client):
    assert client.get(f"{a_post(status='draft').get_absolute_url()}feed/").status_code == 404


def test_no_address_is_in_a_feed(client):
    post = a_post()
    a_comment(post, email="private@example.org")
    assert b"private@" not in client.get("/comments/feed/").content


def test_who_has_it_already_gets_304_until_something_changes(client):
    post = a_post()
    comment = a_comment(post)
    etag = client.get("/comments/feed/")["ETag"]
    assert client.get("/comments/feed/", headers={"If-None-Match": etag}).status_code == 304
    comment.__class__.objects.update(status=Status.REMOVED)
    assert client.get("/comments/feed/", headers={"If-None-Match": etag}).status_code == 200


def test_feeds_are_read_only(client):
    assert client.post("/comments/feed/").status_code == 405
