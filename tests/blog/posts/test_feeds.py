"""Feeds: whole articles, absolute addresses, honest times, and 304 for who has them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import defusedxml.ElementTree as ET
import pytest
from django.utils import timezone

from blog.posts import feeds
from blog.posts.models import Post, Site, Tag
from tests import builders

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
FORMATS = ["/feed/", "/feed/rss/", "/feed.json"]


@pytest.fixture(autouse=True)
def _address(settings):
    settings.SITE_URL = "https://example.org"


def atom(client) -> ET.Element:
    return ET.fromstring(client.get("/feed/").content)


def test_an_entry_says_what_an_entry_should(client):
    Site.objects.update_or_create(pk=1, defaults={"title": "Notes & more"})
    post = builders.a_post(
        title="Salt <& Pepper>", slug="salt", summary="About both.", published_at=datetime(2025, 3, 1, 12, tzinfo=UTC)
    )
    post.tags.add(Tag.objects.create(name="kitchen"))
    feed = atom(client)
    (entry,) = feed.findall("a:entry", ATOM)
    assert feed.findtext("a:title", None, ATOM) == "Notes & more"
    assert entry.findtext("a:title", None, ATOM) == "Salt <& Pepper>"
    assert entry.find("a:link", ATOM).get("href") == "https://example.org/2025/03/salt/"
    assert entry.findtext("a:summary", None, ATOM) == "About both."
    assert entry.findtext("a:author/a:name", None, ATOM) == "Alice"
    assert entry.findtext("a:published", None, ATOM) == "2025-03-01T12:00:00+00:00"
    assert entry.find("a:category", ATOM).get("term") == "kitchen"


def test_the_feed_names_itself_and_the_site(client):
    links = {link.get("rel"): link.get("href") for link in atom(client).findall("a:link", ATOM)}
    assert links == {"self": "https://example.org/feed/", "alternate": "https://example.org/"}


def test_the_whole_article_is_in_every_format(client):
    body = "<p>First.</p><p>Last <em>words</em>.</p>"
    builders.a_post(body=body, summary="Short.")
    in_atom = atom(client).findtext("a:entry/a:content", None, ATOM)
    in_rss = ET.fromstring(client.get("/feed/rss/").content).findtext(f"channel/item/{CONTENT}")
    in_json = json.loads(client.get("/feed.json").content)["items"][0]["content_html"]
    assert in_atom == in_rss == in_json == Post.objects.get().body_html


def test_addresses_in_the_text_are_absolute_but_words_stay_words():
    html = (
        '<a href="/about/">a</a><a href="#note">b</a><a href="https://other.example/?a=1&amp;b=2">c</a>'
        '<img alt="1 > 0" src="/media/x.jpg"><a href="mailto:a@example.org">d</a><code>href="/about/"</code>'
    )
    assert feeds.with_absolute_addresses(html, "https://example.org/2025/03/salt/") == (
        '<a href="https://example.org/about/">a</a><a href="https://example.org/2025/03/salt/#note">b</a>'
        '<a href="https://other.example/?a=1&amp;b=2">c</a><img alt="1 > 0" src="https://example.org/media/x.jpg">'
        '<a href="mailto:a@example.org">d</a><code>href="/about/"</code>'
    )


@pytest.mark.parametrize("path", FORMATS)
def test_only_listed_articles_are_in_it_the_latest_first(client, path):
    now = timezone.now()
    builders.a_post(title="older-one", published_at=now - timedelta(days=2))
    builders.a_post(title="newer-one", published_at=now - timedelta(days=1))
    for number, fields in enumerate(
        [{"status": "draft"}, {"status": "unlisted"}, {"kind": "page"}, {"published_at": now + timedelta(days=1)}]
    ):
        builders.a_post(title=f"hidden-{number}", **fields)
    text = client.get(path).content.decode()
    assert 0 < text.index("newer-one") < text.index("older-one")
    assert "hidden-" not in text


@pytest.mark.parametrize("path", FORMATS)
def test_who_has_it_gets_304_until_it_changes(client, path):
    post = builders.a_post()
    first = client.get(path)
    again = {"HTTP_IF_NONE_MATCH": first["ETag"]}
    assert client.get(path, **again).status_code == 304
    assert client.get(path, HTTP_IF_MODIFIED_SINCE=first["Last-Modified"]).status_code == 304
    post.title = "Changed"
    post.save()
    assert client.get(path, **again).status_code == 200


def test_a_summary_is_words_and_no_markup(client):
    builders.a_post(summary="Less than <3 & more")
    assert atom(client).findtext("a:entry/a:summary", None, ATOM) == "Less than &lt;3 &amp; more"
    assert json.loads(client.get("/feed.json").content)["items"][0]["summary"] == "Less than <3 & more"


def test_an_article_that_was_taken_back_changes_the_feed(client):
    builders.a_post(title="stays")
    taken_back = builders.a_post(title="goes")
    tag = client.get("/feed/")["ETag"]
    taken_back.status = "draft"
    taken_back.save()
    response = client.get("/feed/", HTTP_IF_NONE_MATCH=tag)
    assert response.status_code == 200
    assert b"goes" not in response.content


def test_a_scheduled_article_makes_the_feed_newer_when_it_appears(client, time_machine):
    due = timezone.now() + timedelta(hours=2)
    builders.a_post(published_at=due)
    before = client.get("/feed/")["Last-Modified"]
    time_machine.move_to(due + timedelta(minutes=1))
    response = client.get("/feed/", HTTP_IF_MODIFIED_SINCE=before)
    assert response.status_code == 200
    assert atom(client).findtext("a:updated", None, ATOM)[:16] == due.isoformat()[:16]


def test_an_empty_feed_is_valid_and_keeps_still(client):
    assert client.get("/feed/").content == client.get("/feed/").content
    assert atom(client).findtext("a:updated", None, ATOM) == "1970-01-01T00:00:00+00:00"


def test_the_name_of_an_entry_outlives_its_address(client):
    post = builders.a_post(slug="salt")
    before = atom(client).findtext("a:entry/a:id", None, ATOM)
    post.slug = "pepper"
    post.save()
    assert atom(client).findtext("a:entry/a:id", None, ATOM) == before


@pytest.mark.parametrize("path", FORMATS)
def test_characters_that_xml_forbids_are_left_out(client, path):
    post = builders.a_post()
    Post.objects.filter(pk=post.pk).update(title="be\x07ll\ufffe", body_html="<p>\x0bx\U0001f319</p>")
    response = client.get(path)
    assert response.status_code == 200
    assert "bell" in response.content.decode()
    assert "x\U0001f319" in response.content.decode()


def test_there_is_an_end_to_it(client):
    for _ in range(feeds.ENTRIES + 1):
        builders.a_post()
    assert len(atom(client).findall("a:entry", ATOM)) == feeds.ENTRIES


@pytest.mark.parametrize("path", FORMATS)
def test_it_costs_the_same_however_many_articles_there_are(client, django_assert_num_queries, path):
    for number in range(3):
        builders.a_post().tags.add(Tag.objects.create(name=f"tag {number}"))
    with django_assert_num_queries(3):
        client.get(path)


@pytest.mark.parametrize("path", FORMATS)
def test_a_feed_is_read_without_a_cookie_and_not_written(client, path):
    response = client.get(path)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert client.post(path).status_code == 405


def test_each_format_says_what_it_is(client):
    types = [client.get(path)["Content-Type"].split(";")[0] for path in FORMATS]
    assert types == ["application/atom+xml", "application/rss+xml", "application/feed+json"]
