"""Old links: 301 to where things are now, 410 where they are gone, and never in a new post's way."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from blog.posts.models import FormerAddress
from tests import builders

pytestmark = pytest.mark.django_db

MARCH = datetime(2025, 3, 14, 12, tzinfo=UTC)


@pytest.fixture
def moved():
    """Once at /2025/03/night/ and then at /2025/03/dawn/, now at /2025/03/noon/."""
    post = builders.a_post(slug="night", published_at=MARCH)
    for slug in ("dawn", "noon"):
        post.slug = slug
        post.save()
    return post


@pytest.mark.parametrize("path", ["/2025/03/night/", "/2025/03/dawn/"])
def test_every_former_address_leads_straight_to_the_present_one(client, moved, path):
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (301, "/2025/03/noon/")
    assert client.head(path).status_code == 301


def test_what_hung_below_the_old_address_hangs_below_the_new(client, moved):
    assert client.get("/2025/03/night/comment-page-2/")["Location"] == "/2025/03/noon/comment-page-2/"
    assert client.get("/2025/03/night/feed/")["Location"] == "/2025/03/noon/feed/"


def test_a_new_post_at_an_old_address_wins(client, moved):
    builders.a_post(slug="night", published_at=MARCH, title="Another night")
    response = client.get("/2025/03/night/")
    assert response.status_code == 200
    assert b"Another night" in response.content


def test_a_draft_at_an_old_address_does_not_win(client, moved):
    builders.a_post(slug="night", published_at=MARCH, status="draft")
    assert client.get("/2025/03/night/").status_code == 301


def test_an_old_address_tells_nothing_of_what_was_taken_down(client, moved):
    moved.status = "draft"
    moved.save()
    assert client.get("/2025/03/night/").status_code == 404


def test_a_deleted_article_is_gone_at_all_its_addresses(client, moved):
    moved.delete()
    for path in ("/2025/03/night/", "/2025/03/noon/"):
        response = client.get(path)
        assert response.status_code == 410
        assert "gone for good" in response.content.decode()


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        ("/?p=12", "/?p=12"),
        ("/?p=12", "/?utm_source=letter&p=12"),
        ("/?page_id=12", "/?page_id=12"),
        ("/?p=12&lang=de", "/?p=12&lang=de"),
        ("/2009/05/03/night/", "/2009/05/03/night"),
        ("/archives/12", "/archives/12/"),
        ("/2009/über-stille/", "/2009/%C3%BCber-stille/"),
        ("/category/night/", "/category/night/?utm_source=letter"),
        ("/index.php?p=12", "/index.php?p=12"),
    ],
)
def test_addresses_of_another_system_are_found(client, kept, asked):
    post = builders.a_post(slug="night", published_at=MARCH)
    FormerAddress.objects.create(path=kept, post=post)
    response = client.get(asked)
    assert (response.status_code, response["Location"]) == (301, "/2025/03/night/")


def test_an_address_may_lead_to_another_path(client):
    FormerAddress.objects.create(path="/category/night/", target="/tag/night/")
    assert client.get("/category/night/")["Location"] == "/tag/night/"


def test_the_front_page_with_an_unknown_query_is_the_front_page(client):
    assert client.get("/?fbclid=abc").status_code == 200
    assert client.get("/?p=12").status_code == 200


def test_a_page_of_the_front_page_asks_for_no_former_address(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as queries:
        client.get("/?page=1")
    assert queries.captured_queries
    assert not [query for query in queries.captured_queries if "formeraddress" in query["sql"]]


def test_only_reading_is_redirected(client, moved):
    assert client.post("/2025/03/night/").status_code != 301


@pytest.mark.parametrize(
    "path",
    [
        "/" + "a/" * 2000,
        "/%00/",
        "/2025/03/%00/",
        "/%FF%FE/",
        "/?p=%00",
        "/?p=" + "9" * 3000,
        "/%F0%9F%8C%99/",
        "//evil.example/",
    ],
    ids=["long", "NUL", "NUL in a slug", "not UTF-8", "NUL in a query", "huge query", "emoji", "double slash"],
)
def test_a_strange_address_is_no_error(client, path):
    assert client.get(path).status_code in {200, 400, 404}
