"""The pages of whoever decides, in the menu and on the front page of the panel."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from comments.panel import menu
from tests.builders import a_comment, a_post, a_user, alice, an_owner, carol

pytestmark = pytest.mark.django_db

FOR_ALL = ["Waiting for me", "Queue", "Record", "Figures", "Blocks and trust"]
EVERYTHING = ["Waiting for me", "Queue", "Rules", "Record", "Figures", "Blocks and trust", "Filter"]


def entries_of(user, path: str = "/admin/") -> list[menu.Entry]:
    request = RequestFactory().get(path)
    request.user = user
    return menu.entries(request)


@pytest.mark.parametrize(
    ("who", "names"),
    [
        (an_owner, EVERYTHING),
        (carol, EVERYTHING),
        (alice, FOR_ALL),
        (lambda: a_user("bob"), []),
        (AnonymousUser, []),
    ],
)
def test_everybody_is_led_to_the_pages_they_may_see(who, names):
    assert [str(entry.name) for entry in entries_of(who())] == names


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/admin/waiting/drafts/", "Waiting for me"),
        ("/admin/queue/", "Queue"),
        ("/admin/queue/rules/", "Rules"),
        ("/admin/queue/12/", None),
    ],
)
def test_one_entry_at_most_says_where_one_is(path, name):
    found = [str(entry.name) for entry in entries_of(carol(), path) if entry.is_current]
    assert found == ([name] if name else [])


@pytest.mark.parametrize("path", ["/admin/", "/admin/queue/", "/admin/queue/record/", "/admin/waiting/"])
def test_every_page_says_what_waits(path):
    author = alice()
    a_comment(a_post(author))
    client = Client()
    client.force_login(author)
    text = client.get(path).content.decode()
    assert 'Waiting for me <span class="count">1</span>' in text
    assert 'Queue <span class="count">0</span>' in text


def test_the_front_page_lists_all_that_the_menu_has():
    client = Client()
    client.force_login(an_owner())
    page = client.get("/admin/").content.decode()
    menu_of_it, after = re.search(r'(?s)(<nav id="nav-sidebar".*?</nav>)(.*)', page).groups()
    in_the_menu = re.findall(r'<a[^>]* href="([^"]+)"', menu_of_it)
    assert len(in_the_menu) > 15
    assert {address for address in in_the_menu if f'href="{address}"' not in after} == set()


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/admin/queue/", "Menu: Queue"),
        ("/admin/posts/post/", "Menu: Articles"),
        ("/admin/settings/", "Menu: Settings"),
        ("/admin/", "Menu"),
    ],
)
def test_the_folded_menu_says_where_one_is(path, says):
    client = Client()
    client.force_login(an_owner())
    assert f"<summary>{says}</summary>" in client.get(path).content.decode()
