from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from comments.models import Defaults
from tests import builders
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db
PANEL, PUBLIC = "/admin/queue/figures/", "/comments/figures/"


@pytest.fixture(autouse=True)
def _counted_anew():
    cache.clear()


def page_for(user) -> str:
    client = Client()
    client.force_login(user)
    return client.get(PANEL).content.decode()


def shown() -> None:
    Defaults.objects.filter(pk=1).update(shows_figures=True)


def test_moderators_see_the_whole_site():
    a_comment(a_post(title="What a silence is holding"), held_for="name")
    page = page_for(builders.carol())
    assert "Of the whole site." in page
    assert "What a silence is holding" in page
    assert "Uses a name that belongs to somebody else" in page
    assert "<svg" in page


def test_an_author_sees_their_own():
    a_comment(a_post(builders.a_user("otto", is_staff=True), title="Somebody else’s"))
    page = page_for(builders.alice())
    assert "Of the discussions you decide on." in page
    assert "Somebody else’s" not in page
    assert "Nothing was sent in the last twelve months" in page


@pytest.mark.parametrize(("who", "status"), [("bob", 403), (None, 302)])
def test_nobody_else_does(who, status):
    client = Client()
    if who:
        client.force_login(builders.a_user(who))
    assert client.get(PANEL).status_code == status


def test_without_the_owners_word_readers_have_no_page():
    assert Client().get(PUBLIC).status_code == 404


def test_readers_see_totals_and_no_name_no_title_and_no_address():
    a_comment(a_post(title="What a silence is holding"), name="Ellen", email="ellen@example.org")
    shown()
    response = Client().get(PUBLIC)
    page = response.content.decode()
    assert '<td data-label="Received">1</td>' in page
    for word in ("Ellen", "ellen@", "silence", "Waiting"):
        assert word not in page
    assert "public" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.parametrize("address", [PANEL, PUBLIC])
def test_the_pages_only_read(address):
    shown()
    client = Client()
    client.force_login(builders.carol())
    assert client.post(address).status_code == 405


def test_an_empty_site_says_so():
    shown()
    assert "Nothing was sent in the last twelve months." in Client().get(PUBLIC).content.decode()


def test_numbers_are_written_for_the_table_and_for_the_drawing():
    post = a_post()
    for _ in range(3):
        a_comment(post)
    shown()
    page = Client().get(PUBLIC).content.decode()
    assert 'height="160.0"' in page
    assert "On the page" in page
