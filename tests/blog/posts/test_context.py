"""What every page shows: asked for once, and only when it is shown; error pages go without."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection
from django.template.loader import get_template
from django.test import RequestFactory

from blog.posts import context
from blog.posts.models import Site
from tests import builders


@contextmanager
def a_database_that_does_not_answer():
    def refuse(*args):
        raise OperationalError("no answer")

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.django_db
def test_nothing_is_read_before_it_is_shown(django_assert_num_queries):
    with django_assert_num_queries(0):
        context.site(RequestFactory().get("/"))


@pytest.mark.django_db
def test_the_site_is_read_once_for_a_request(django_assert_num_queries):
    request = RequestFactory().get("/")
    with django_assert_num_queries(1):
        assert str(context.site(request)["site"]().title)
        assert context.current_site(request).posts_per_page


@pytest.mark.django_db
def test_without_the_database_the_site_has_its_default_name_and_no_menu():
    Site.objects.update_or_create(pk=1, defaults={"title": "Notes"})
    with a_database_that_does_not_answer():
        shown = context.site(RequestFactory().get("/"))
        assert shown["site"]().title == "Colloquy"
        assert list(shown["menu"]()) == []


def test_public_addresses_do_not_depend_on_the_request(settings):
    settings.SITE_URL = "https://example.org"
    request = RequestFactory().get("/tag/%C3%BCber/?page=2&x=1", headers={"host": "localhost"})
    assert context.canonical(request) == "https://example.org/tag/%C3%BCber/"
    assert context.canonical(request, "?page=2") == "https://example.org/tag/%C3%BCber/?page=2"


@pytest.mark.django_db
def test_nobody_is_signed_in_without_a_cookie(rf):
    request = rf.get("/")
    assert context.signed_in(request) is None
    assert not hasattr(request, "user")


@pytest.mark.django_db
def test_a_missing_page_leads_on_in_the_look_of_the_site(client):
    builders.a_post(kind="page", slug="about", title="About me", menu_position=1)
    response = client.get("/nowhere/")
    page = response.content.decode()
    assert response.status_code == 404
    assert "There is no page here" in page
    assert 'href="/about/"' in page
    assert 'href="/#tags"' in page
    assert 'name="robots" content="noindex"' in page
    assert "canonical" not in page


@pytest.mark.django_db
def test_a_missing_page_is_said_to_be_missing_without_the_database_too(client):
    with a_database_that_does_not_answer():
        response = client.get("/no/such/place/at/all/")
    assert response.status_code == 404
    assert "There is no page here" in response.content.decode()


def test_the_page_for_a_broken_site_needs_nothing():
    page = get_template("500.html").render()
    assert "Something broke on our side" in page
    assert "{" not in page


@pytest.mark.django_db
def test_a_view_that_breaks_answers_with_that_page(client, monkeypatch):
    def broken(*args, **kwargs):
        raise ValueError

    client.raise_request_exception = False
    monkeypatch.setattr("blog.posts.views.visible_post", broken)
    response = client.get("/about/")
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()


@pytest.mark.django_db
def test_without_the_database_readers_are_asked_to_come_again(client):
    client.raise_request_exception = False
    with a_database_that_does_not_answer():
        response = client.get("/about/")
    assert response.status_code == 503
    assert "Come again in a moment" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("template", "words"), [("403.html", "door"), ("404.html", "no page"), ("410.html", "gone")])
def test_refusals_are_whole_pages_with_a_way_on(rf, template, words):
    page = get_template(template).render({}, rf.get("/"))
    assert words in page
    assert 'href="/"' in page
    assert page.count("<h1") == 1
