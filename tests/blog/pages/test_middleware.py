"""blog/pages/middleware.py: what browsers and proxies are told of everybody's pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from blog.pages import middleware, noting
from blog.pages.serving import is_of_everybody
from blog.posts.models import Post
from tests.builders import a_comment, a_post, a_user

pytestmark = pytest.mark.django_db

KEPT = ["/", "/feed/", "/feed.json", "/sitemap.xml", "/robots.txt", "/comments/feed/", "/2026/03/sleep/", "/about/"]
OWN = ["/accounts/login/", "/admin/", "/healthz", "/comments/12/", "/comments/on/12/", "/privacy/", "/nowhere", "/%00"]


@pytest.mark.parametrize("path", KEPT)
def test_these_pages_are_everybodys(path):
    assert is_of_everybody(path)


@pytest.mark.parametrize("path", OWN)
def test_these_are_not(path):
    assert not is_of_everybody(path)


def test_every_reader_without_a_name_may_share_a_page(client):
    a_post()
    response = client.get("/")
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate, s-maxage=1"
    assert response.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("cookie", ["remember", "held_9", "proven"])
def test_a_page_of_ones_own_is_kept_by_nobody(client, cookie):
    client.cookies[cookie] = "x"
    assert "no-store" in client.get("/").headers["Cache-Control"]


def test_nor_is_that_of_who_is_signed_in(client):
    client.force_login(a_user())
    assert "no-store" in client.get("/").headers["Cache-Control"]


def test_what_is_not_there_is_not_shared(client):
    assert not client.get("/2026/01/nothing/").has_header("Cache-Control")


def test_a_page_names_what_it_rests_on(client):
    """So that whoever holds it can be told by name: the site, and each discussion."""
    post, quiet = a_post(), a_post()
    a_comment(post)
    noting.begin()
    response = client.get("/")
    noting.end()
    assert set(response.headers["Surrogate-Key"].split()) == {"site", f"discussion-{post.pk}", f"discussion-{quiet.pk}"}


@pytest.mark.parametrize(
    ("purged", "until", "on_everything", "seconds"),
    [
        (True, None, False, middleware.PURGED_SECONDS),
        (True, timedelta(hours=1), False, 1),
        (True, None, True, 1),
        (False, None, False, 1),
    ],
)
def test_a_proxy_holds_a_page_longer_only_where_it_is_told_of_every_change(
    settings, purged, until, on_everything, seconds
):
    settings.PURGE_URL = "http://127.0.0.1:6081/" if purged else ""
    notes = noting.Notes(until=until and timezone.now() + until, on_everything=on_everything)
    assert middleware.shared_seconds(notes) == seconds


def test_the_next_appearance_is_that_of_what_is_scheduled(client):
    """A draft appears never, however it is dated."""
    a_post()
    later = [timezone.now() + timedelta(days=day) for day in (3, 2, 1)]
    a_post(published_at=later[0])
    a_post(published_at=later[1], status=Post.Status.UNLISTED)
    a_post(published_at=later[2], status=Post.Status.DRAFT)
    assert Post.objects.next_appearance(timezone.now()) == later[1]
    assert Post.objects.next_appearance(later[1]) == later[0]
    assert Post.objects.next_appearance(later[0]) is None
