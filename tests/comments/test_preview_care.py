"""The preview where care mode is on: hints beside it, and buttons that change the text and send nothing."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db.models import F

from comments.models import Comment, Defaults, Discussion, Event
from tests.builders import a_comment, a_post, a_user

from .test_preview import ask, shown, textarea

pytestmark = pytest.mark.django_db

TEXT = "Ring 01632 960 111.\n\nOr ring 01632 960 111 at night. I want to die."
KEY = "phone:01632 960 111"


@pytest.fixture(autouse=True)
def _care():
    settings = {"care_mode": True, "help_words": "want to die", "help_card": "Ring **us**."}
    Defaults.objects.update_or_create(pk=1, defaults=settings)


@pytest.fixture
def post():
    return a_post()


def text_of(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def value_of(response, name):
    return unescape(re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())[1])


@pytest.mark.parametrize("part", [False, True], ids=["page", "part"])
def test_it_shows_hints_the_card_and_a_way_to_send_all_the_same(client, post, part):
    response = ask(client, post, part, body=TEXT)
    page = text_of(response)

    assert "This seems to contain a phone number. 01632 960 111" in page
    assert "Write “[phone number]” instead" in page
    assert 'value="Send it as it is"' in response.content.decode()
    assert "Ring us ." in page
    assert not Comment.objects.exists()


@pytest.mark.parametrize("part", [False, True], ids=["page", "part"])
def test_a_press_replaces_it_everywhere_and_stores_nothing(client, post, part):
    response = ask(client, post, part, body=TEXT, replace=KEY, preview="")

    assert response.status_code == 200
    assert "01632 960 111" not in response.content.decode()
    assert "Or ring [phone number] at night." in shown(response)
    if not part:
        assert textarea(response).strip() == TEXT.replace("01632 960 111", "[phone number]")
        assert value_of(response, "token")
    assert [model.objects.count() for model in (Comment, Event, Discussion)] == [0, 0, 0]


@pytest.mark.parametrize("key", ["", "phone:07", "x" * 10_000, "phone:01632 960 111\0"])
def test_a_hint_that_is_gone_changes_nothing(client, post, key):
    assert textarea(ask(client, post, body=TEXT, replace=key)).strip() == TEXT


def test_a_text_without_anything_private_is_offered_to_be_sent(client, post):
    page = ask(client, post, body="A lamp.").content.decode()
    assert "Send it as it is" not in page
    assert '<ul class="alert hints">' not in page


def test_a_text_that_is_too_long_is_given_back_whole(client, post):
    text = f"Ring 01632 960 111. {'word ' * 5000}".strip()
    response = ask(client, post, body=text, replace=KEY)
    assert response.status_code == 413
    assert textarea(response).strip() == text


@pytest.mark.parametrize("button", [{"replace": KEY}, {"made_up": "1"}])
def test_another_sites_page_changes_nothing_and_loses_nothing(client, post, button):
    response = ask(client, post, body="Mine.", headers={"Sec-Fetch-Site": "cross-site"}, **button)
    assert response.status_code == 403
    assert textarea(response).strip() == "Mine."


def test_a_made_up_name_comes_with_everything_else_as_it_was(client, post):
    fields = {"name": "Bob", "email": "not an address", "website": "example.org", "remember": "on"}
    response = ask(client, post, body=" ", made_up="1", **fields)
    page = response.content.decode()

    assert response.status_code == 200
    assert len(value_of(response, "name").split()) == 2
    assert value_of(response, "email") == "not an address"
    assert "is-invalid" not in page
    assert re.search(r'<input[^>]*name="name"[^>]*autofocus', page)
    assert re.search(r'<input[^>]*name="remember"[^>]*checked', page)
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_a_script_is_given_the_name_alone(client, post):
    response = ask(client, post, headers={"X-Part": "name"}, made_up="1")
    assert response["Content-Type"].startswith("text/plain")
    assert len(response.content.decode().split()) == 2
    assert "no-store" in response["Cache-Control"]


def test_a_reply_stays_a_reply(client, post):
    parent = a_comment(post, name="David")
    response = ask(client, post, body=TEXT, parent=parent.pk, made_up="1")
    assert value_of(response, "parent") == str(parent.pk)


def test_members_have_a_name_and_are_given_none(client, post):
    client.force_login(a_user())
    page = client.get(post.get_absolute_url()).content.decode()
    assert 'name="made_up"' not in page
    response = ask(client, post, made_up="1", csrfmiddlewaretoken="unchecked")
    assert response.status_code == 200


OFF = ["made_up", "data-care", "care.js", 'name="rests"', "data-nosnippet", "by-enter"]


def test_where_it_is_off_nothing_of_it_is_there(client, post):
    a_comment(post)
    Defaults.objects.update(cooling_off=True)
    on = client.get(post.get_absolute_url()).content.decode()
    Discussion.objects.update(care=Discussion.Care.OFF, version=F("version") + 1)
    off = client.get(post.get_absolute_url()).content.decode()

    assert [mark for mark in OFF if mark not in on] == []
    assert [mark for mark in OFF if mark in off] == []
    response = ask(client, post, body=TEXT, replace=KEY, made_up="1", name="Bob")
    assert textarea(response).strip() == TEXT
    assert value_of(response, "name") == "Bob"


def test_a_plain_send_is_never_stopped(client, post, settings):
    settings.COMMENT_FLOOD_SECONDS = 0
    sent = {"body": TEXT, "name": "Ellen", "email": "ellen@example.org", "token": value_of(ask(client, post), "token")}
    assert client.post(f"/comments/on/{post.pk}/", sent).status_code == 303
    assert Comment.objects.get().body == TEXT
