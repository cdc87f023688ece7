"""The article's own page: who sees it, at which address, what its head tells, what it costs."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from blog.posts.models import Tag
from blog.posts.views import article_context
from comments.models import Defaults
from tests import builders

pytestmark = pytest.mark.django_db

MARCH = datetime(2025, 3, 14, 12, tzinfo=UTC)
ADDRESS = "https://example.org/2025/03/salt/"


@pytest.fixture(autouse=True)
def _address(settings):
    settings.SITE_URL = "https://example.org"


@pytest.fixture
def salt():
    return builders.a_post(
        title="Salt", slug="salt", summary="About it.", body="<p>White &amp; fine.</p>", published_at=MARCH
    )


@pytest.fixture
def alice():
    return builders.grant(builders.alice(), "change_post")


def page_of(client, path="/2025/03/salt/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def meta(page: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', page))


def structured_data(page: str) -> dict:
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(block)


def test_the_article_is_printed_as_it_was_rendered(client, salt):
    assert "<p>White &amp; fine.</p>" in page_of(client)


@pytest.mark.parametrize("path", ["/2024/03/salt/", "/2025/04/salt/"])
def test_a_wrong_date_leads_to_the_right_one(client, salt, path):
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (301, "/2025/03/salt/")


def test_a_wrong_date_keeps_the_page_of_the_discussion(client, salt):
    assert client.get("/2024/03/salt/comment-page-2/")["Location"] == "/2025/03/salt/comment-page-2/"


def test_the_first_page_of_the_discussion_is_the_article(client, salt):
    response = client.get("/2025/03/salt/comment-page-1/")
    assert (response.status_code, response["Location"]) == (301, "/2025/03/salt/")


@pytest.mark.parametrize("number", ["0", "01", "-1", "x", "2", "999999999", "9" * 30])
def test_a_page_of_the_discussion_that_is_not_there_is_404(client, salt, number):
    assert client.get(f"/2025/03/salt/comment-page-{number}/").status_code == 404


@pytest.mark.parametrize(
    "fields", [{"status": "draft"}, {"published_at": MARCH.replace(year=2999)}], ids=["draft", "future"]
)
def test_what_is_not_published_is_404_to_all_but_who_may_edit_it(client, alice, fields):
    post = builders.a_post(alice, **{"slug": "salt", "published_at": MARCH, **fields})
    path = post.get_absolute_url()
    bert = builders.grant(builders.a_user("bert", is_staff=True), "change_post")
    for stranger in (None, builders.a_user("bob"), builders.carol(), bert):
        if stranger:
            client.force_login(stranger)
        assert client.get(path).status_code == 404
    for reader in (alice, builders.an_owner()):
        client.force_login(reader)
        assert client.get(path).status_code == 200


def test_a_draft_says_so_and_is_kept_by_no_cache(client, alice):
    builders.a_post(alice, slug="salt", status="draft", published_at=MARCH)
    client.force_login(alice)
    response = client.get("/2025/03/salt/")
    assert "Draft: only you can see this." in response.content.decode()
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
    assert meta(response.content.decode())["robots"] == "noindex"


def test_a_draft_is_neither_shared_nor_answered(client, alice):
    builders.a_post(alice, slug="salt", status="draft", published_at=MARCH)
    client.force_login(alice)
    page = page_of(client)
    assert "facebook" not in page
    assert "<form" not in page


def test_a_draft_without_a_date_can_be_read_by_its_author(client, alice):
    post = builders.a_post(alice, status="draft", published_at=None)
    client.force_login(alice)
    assert client.get(post.get_absolute_url()).status_code == 200


def test_a_scheduled_article_says_when_it_appears(client, alice):
    post = builders.a_post(alice, published_at=datetime(2999, 5, 4, 9, tzinfo=UTC))
    client.force_login(alice)
    assert "Until 4 May 2999, 9:00 only you can see this." in page_of(client, post.get_absolute_url())


def test_an_unlisted_article_is_read_but_not_indexed(client):
    post = builders.a_post(status="unlisted")
    assert meta(page_of(client, post.get_absolute_url()))["robots"] == "noindex"


def test_a_published_article_shows_no_notice_and_no_edit_link(client, salt):
    page = page_of(client)
    assert "only you" not in page
    assert "robots" not in meta(page)
    assert ">Edit<" not in page


def test_its_author_finds_the_way_to_edit_it(client, alice):
    builders.a_post(alice, slug="salt", published_at=MARCH)
    client.force_login(alice)
    assert ">Edit<" in page_of(client)


def test_the_head_tells_who_links_here_what_this_is(client, salt):
    page = page_of(client)
    assert f'<link rel="canonical" href="{ADDRESS}">' in page
    told = meta(page)
    assert told["description"] == told["og:description"] == "About it."
    assert (told["og:type"], told["og:title"], told["og:url"]) == ("article", "Salt", ADDRESS)
    assert told["og:site_name"] == "Colloquy"
    assert "og:image" not in told


def test_the_first_picture_is_shown_with_a_shared_link(client):
    builders.a_post(slug="salt", published_at=MARCH, body='<p>a</p><img src="/media/a.jpg" alt="A">')
    page = page_of(client)
    assert meta(page)["og:image"] == structured_data(page)["image"] == "https://example.org/media/a.jpg"


def test_the_host_a_request_names_is_never_linked(client, salt, settings):
    settings.ALLOWED_HOSTS = ["*"]
    page = client.get("/2025/03/salt/", HTTP_HOST="evil.example").content.decode()
    assert "evil.example" not in page


def test_machines_are_told_the_same_as_people(client, salt):
    salt.tags.add(Tag.objects.create(name="kitchen"))
    root = builders.a_comment(salt)
    builders.a_comment(salt, root)
    builders.a_comment(salt, status="pending")
    page = page_of(client)
    data = structured_data(page)
    assert data["@type"] == "BlogPosting"
    assert (data["headline"], data["url"], data["keywords"]) == ("Salt", ADDRESS, ["kitchen"])
    assert data["datePublished"] == "2025-03-14T12:00:00+00:00"
    assert data["author"]["name"] == "Alice"
    assert data["commentCount"] == 2
    assert "2 responses" in page


def test_no_title_breaks_out_of_where_it_stands(client):
    title = "</script><script>alert(1)</script> \"quoted\" 'single' \\ & \u2028"
    builders.a_post(title=title, slug="salt", published_at=MARCH)
    page = page_of(client)
    assert "<script>alert" not in page
    assert structured_data(page)["headline"] == title


def test_the_page_is_an_h_entry(client, salt):
    salt.tags.add(Tag.objects.create(name="kitchen"))
    page = page_of(client)
    assert page.count("h-entry") == 1
    assert '<h1 class="p-name" dir="auto">Salt</h1>' in page
    assert '<time class="dt-published" datetime="2025-03-14T12:00:00+00:00">14 March 2025</time>' in page
    assert '<a class="u-url" href="/2025/03/salt/">' in page
    assert re.search(r'class="p-author h-card"><a class="p-name u-url" rel="author" href="/">Alice<', page)
    assert re.search(r'class="p-category" rel="tag" href="/tag/kitchen/">kitchen<', page)
    assert page.index('class="e-content prose"') < page.index('id="responses"') < page.rindex("</article>")


def test_sharing_needs_no_script_and_nobody_elses(client, salt):
    page = page_of(client)
    for place in ("facebook.com", "x.com", "reddit.com", "linkedin.com", "joinmastodon.org", "mailto:"):
        assert page.count(place) == 1
    assert f'<a href="{ADDRESS}" data-copy-link' in page
    assert not re.search(r'<script[^>]+src="https?:', page)


def test_no_inline_script_style_or_handler(client, salt):
    page = page_of(client)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
    assert not re.search(r"<script(?![^>]*(\ssrc=|application/ld\+json))", page)


@pytest.mark.parametrize("comments", [0, 12])
def test_the_page_costs_six_queries_at_most(client, salt, django_assert_max_num_queries, comments):
    salt.tags.add(*(Tag.objects.create(name=f"tag {number}") for number in range(3)))
    for _ in range(comments):
        builders.a_comment(salt)
    with django_assert_max_num_queries(6):
        client.get("/2025/03/salt/")


def test_another_view_can_show_the_page_again_with_its_own_things(salt):
    context = article_context(salt, reply_form="bound", comment_page=3)
    assert context["post"] is salt
    assert (context["reply_form"], context["comment_page"]) == ("bound", 3)
    assert context["canonical"] == context["article_url"] == ADDRESS


def test_a_session_cookie_that_means_nothing_changes_nothing(client, salt):
    plain = page_of(client)
    client.cookies["sessionid"] = "x" * 32
    assert page_of(client) == plain


def test_reading_time_is_told_in_minutes(client):
    builders.a_post(slug="salt", published_at=MARCH, body="<p>" + "word " * 700 + "</p>")
    assert "3 minutes to read" in page_of(client)


def test_a_comment_page_is_canonical_for_itself(client, salt):
    Defaults.objects.update_or_create(pk=1, defaults={"roots_per_page": 1})
    for _ in range(2):
        builders.a_comment(salt)
    page = page_of(client, "/2025/03/salt/comment-page-2/")
    assert f'<link rel="canonical" href="{ADDRESS}comment-page-2/">' in page
    assert meta(page)["og:url"] == ADDRESS


def test_a_date_in_the_future_is_not_told_to_strangers(client):
    builders.a_post(slug="salt", published_at=timezone.now() + timedelta(days=40))
    assert client.get("/2025/03/salt/").status_code == 404
