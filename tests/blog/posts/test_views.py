"""Lists, archives, tags and pages; the article itself is in test_article_page.py."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from blog.posts.models import Site, Tag
from tests import builders

pytestmark = pytest.mark.django_db

MARCH = datetime(2025, 3, 14, 12, tzinfo=UTC)


def titles(response) -> list[str]:
    return [post.title for post in response.context["posts"]]


@pytest.fixture
def five():
    """Five articles, the first the latest, two on a page."""
    Site.objects.update_or_create(pk=1, defaults={"title": "Notes", "posts_per_page": 2})
    return [
        builders.a_post(title=f"Number {number}", published_at=MARCH - timedelta(days=number)) for number in range(5)
    ]


def test_an_empty_site_says_so(client):
    response = client.get("/")
    assert response.status_code == 200
    assert "Nothing here yet" in response.content.decode()


def test_articles_come_the_latest_first_a_page_at_a_time(client, five):
    assert titles(client.get("/")) == ["Number 0", "Number 1"]
    assert titles(client.get("/?page=2")) == ["Number 2", "Number 3"]
    assert titles(client.get("/?page=3")) == ["Number 4"]


def test_pages_are_linked_with_real_links(client, five):
    page = client.get("/?page=2").content.decode()
    assert '<a rel="prev" href="/">' in page
    assert '<a rel="next" href="?page=3">' in page
    assert '<link rel="prev" href="/">' in page
    assert '<link rel="next" href="?page=3">' in page
    assert 'rel="next"' not in client.get("/?page=3").content.decode()


@pytest.mark.parametrize("page", ["4", "0", "-1", "x", "9" * 40, "1.5", "²"])
def test_beyond_the_last_page_there_is_none(client, five, page):
    assert client.get("/", {"page": page}).status_code == 404


def test_each_page_of_the_list_is_canonical_for_itself(client, five, settings):
    settings.SITE_URL = "https://example.org"
    assert '<link rel="canonical" href="https://example.org/">' in client.get("/?page=1").content.decode()
    assert '<link rel="canonical" href="https://example.org/?page=2">' in client.get("/?page=2").content.decode()


def test_the_front_page_counts_tags_and_years(client, five):
    ward = Tag.objects.create(name="ward")
    for post in five[:3]:
        post.tags.add(ward)
    page = client.get("/").content.decode()
    assert '<a rel="tag" href="/tag/ward/">ward <span class="count">3</span></a>' in page
    assert '<a href="/2025/">2025 <span class="count">5</span></a>' in page


def test_the_front_page_counts_responses(client):
    post = builders.a_post()
    for _ in range(2):
        builders.a_comment(post)
    builders.a_post()
    page = client.get("/").content.decode()
    assert "2 responses" in page
    assert "No responses yet" in page


def test_lists_cost_the_same_however_long_they_are(client, five, django_assert_num_queries):
    Site.objects.update(posts_per_page=5)
    five[0].tags.add(Tag.objects.create(name="ward"))
    # site, count, articles, tags of them, responses of them, menu, all tags, years
    with django_assert_num_queries(8):
        client.get("/")


def test_a_tag_gathers_its_articles(client, five):
    ward = Tag.objects.create(name="über ward")
    for post in five[1:4]:
        post.tags.add(ward)
    response = client.get(ward.get_absolute_url())
    assert titles(response) == ["Number 1", "Number 2"]
    assert "3 articles with this tag" in response.content.decode()


def test_a_tag_without_a_visible_article_is_no_page(client):
    builders.a_post(status="draft").tags.add(Tag.objects.create(name="ward"))
    assert client.get("/tag/ward/").status_code == 404
    assert client.get("/tag/nothing/").status_code == 404


def test_a_year_shows_its_months_and_a_month_its_articles(client):
    builders.a_post(title="In March", published_at=MARCH)
    builders.a_post(title="In May", published_at=MARCH.replace(month=5))
    builders.a_post(title="In 2024", published_at=MARCH.replace(year=2024))
    year = client.get("/2025/")
    assert titles(year) == ["In May", "In March"]
    assert '<a href="/2025/05/">May</a>' in year.content.decode()
    assert titles(client.get("/2025/03/")) == ["In March"]


def test_a_month_ends_with_its_last_moment(client, settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    builders.a_post(title="Last", published_at=datetime(2025, 3, 31, 10, 59, 59, 999999, tzinfo=UTC))
    builders.a_post(title="Next", published_at=datetime(2025, 3, 31, 11, tzinfo=UTC))
    assert titles(client.get("/2025/03/")) == ["Last"]
    assert titles(client.get("/2025/04/")) == ["Next"]


NOWHERE = """
/2019/ /2025/13/ /2025/00/ /2025/1/ /0000/ /0001/01/ /9999/ /9999/12/ /99999/ /-1/
/2025/03/no-such-article/ /2025/13/night/ /99999/03/night/ /no-such-page/ /tag/ /tag/a/b/
"""


@pytest.mark.parametrize("path", NOWHERE.split())
def test_what_is_not_there_is_404(client, path):
    builders.a_post(slug="night", published_at=MARCH)
    assert client.get(path).status_code == 404


def test_a_page_stands_at_its_own_name_and_in_the_menu(client):
    builders.a_post(kind="page", slug="about", title="About me", body="<p>Hello there.</p>", menu_position=1)
    page = client.get("/about/").content.decode()
    assert "Hello there." in page
    assert '<a href="/about/" aria-current="page">About me</a>' in page
    assert '<a href="/about/">About me</a>' in client.get("/").content.decode()


def test_a_page_has_neither_date_nor_discussion(client):
    builders.a_post(kind="page", slug="about")
    page = client.get("/about/").content.decode()
    assert "dt-published" not in page
    assert "<form" not in page


def test_an_article_is_no_page_and_a_page_no_article(client):
    builders.a_post(slug="night", published_at=MARCH)
    builders.a_post(kind="page", slug="about", published_at=MARCH)
    assert client.get("/night/").status_code == 404
    assert client.get("/2025/03/about/").status_code == 404


@pytest.mark.parametrize("path", ["/", "/2025/", "/2025/03/", "/2025/03/night/", "/tag/ward/", "/about/", "/nowhere/"])
def test_a_visitor_gets_no_cookie_and_the_same_bytes_as_the_next(client, path):
    builders.a_post(slug="night", published_at=MARCH).tags.add(Tag.objects.create(name="ward"))
    builders.a_post(kind="page", slug="about", menu_position=1)
    first = client.get(path, HTTP_USER_AGENT="one", REMOTE_ADDR="192.0.2.1")
    second = client.get(path, HTTP_USER_AGENT="two", REMOTE_ADDR="192.0.2.2", HTTP_ACCEPT_LANGUAGE="de")
    assert not first.cookies
    assert "Cookie" not in first.get("Vary", "")
    assert first.content == second.content


@pytest.mark.parametrize("path", ["/", "/2025/", "/2025/03/", "/2025/03/night/", "/tag/ward/", "/about/"])
def test_reading_pages_are_for_reading(path):
    builders.a_post(slug="night", published_at=MARCH).tags.add(Tag.objects.create(name="ward"))
    builders.a_post(kind="page", slug="about")
    client = Client(enforce_csrf_checks=True)
    assert client.head(path).status_code == 200
    for method in (client.post, client.put, client.delete):
        assert method(path).status_code == 405


def test_the_menu_leads_staff_to_the_panel_and_nobody_else(client):
    assert "/admin/" not in client.get("/").content.decode()
    client.force_login(builders.alice())
    assert 'href="/admin/"' in client.get("/").content.decode()
    client.force_login(builders.a_user("bob"))
    assert "/admin/" not in client.get("/").content.decode()


def test_what_is_to_come_is_in_no_list(client):
    builders.a_post(title="To come", published_at=timezone.now() + timedelta(minutes=5)).tags.add(
        Tag.objects.create(name="ward")
    )
    assert "To come" not in client.get("/").content.decode()
    assert client.get("/tag/ward/").status_code == 404
