"""sitemap.xml and robots.txt: what search engines are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import defusedxml.ElementTree as ET
import pytest
from django.utils import timezone

from blog.posts.models import Post, Tag
from tests import builders

pytestmark = pytest.mark.django_db

NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def entries(client) -> dict[str, str]:
    root = ET.fromstring(client.get("/sitemap.xml").content)
    return {url.findtext("s:loc", None, NAMESPACE): url.findtext("s:lastmod", None, NAMESPACE) for url in root}


def test_articles_pages_and_tags_are_listed_and_nothing_else(client, settings):
    settings.SITE_URL = "https://example.org"
    post = builders.a_post(slug="night", published_at=datetime(2025, 3, 1, 12, tzinfo=UTC))
    post.tags.add(Tag.objects.create(name="ward"))
    builders.a_post(slug="about", kind="page")
    builders.a_post(slug="draft", status="draft")
    builders.a_post(slug="secret", status="unlisted")
    builders.a_post(slug="later", published_at=timezone.now() + timedelta(days=1))
    assert set(entries(client)) == {
        "https://example.org/2025/03/night/",
        "https://example.org/about/",
        "https://example.org/tag/ward/",
    }


def test_the_last_change_is_told(client):
    post = builders.a_post()
    post.tags.add(Tag.objects.create(name="ward"))
    Post.objects.update(updated_at=datetime(2026, 5, 4, tzinfo=UTC), published_at=datetime(2026, 5, 1, tzinfo=UTC))
    assert set(entries(client).values()) == {"2026-05-04"}


def test_an_article_that_was_scheduled_changed_when_it_appeared(client):
    builders.a_post()
    Post.objects.update(updated_at=datetime(2026, 5, 1, tzinfo=UTC), published_at=datetime(2026, 5, 4, tzinfo=UTC))
    assert set(entries(client).values()) == {"2026-05-04"}


def test_an_empty_site_has_a_sitemap(client):
    assert client.get("/sitemap.xml").status_code == 200
    assert entries(client) == {}


def test_the_sitemap_does_not_read_the_texts(client, django_assert_num_queries):
    for _ in range(3):
        builders.a_post().tags.add(Tag.objects.get_or_create(name="ward")[0])
    with django_assert_num_queries(5) as queries:
        client.get("/sitemap.xml")
    assert not [query for query in queries.captured_queries if "body" in query["sql"]]


def test_robots_are_kept_out_of_the_panel_and_shown_the_sitemap(client, settings):
    settings.SITE_URL = "https://example.org"
    response = client.get("/robots.txt")
    lines = response.content.decode().splitlines()
    assert response["Content-Type"].startswith("text/plain")
    assert "Disallow: /admin/" in lines
    assert "Disallow: /" not in lines
    assert "Sitemap: https://example.org/sitemap.xml" in lines
