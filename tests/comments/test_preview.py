"""The preview shows what sending would store, blames nothing that comes later, and leaves no trace."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from blog import markup
from comments.forms import FAR_TOO_LONG, token_for
from comments.models import Comment, Discussion, Event
from comments.submission import MAX_LENGTH
from tests.builders import a_comment, a_post, a_user

pytestmark = pytest.mark.django_db

TEXT = "There is **one more kind**.\n\n> quoted\n\n- a list\n\nhttps://example.org/understood"


@pytest.fixture(autouse=True)
def _no_limits(settings):
    settings.COMMENT_FLOOD_SECONDS = 0
    settings.COMMENT_RATE_LIMIT = 0


@pytest.fixture
def post():
    return a_post()


def ask(client, post, part=False, headers=None, **fields):
    data = {"body": TEXT, "token": token_for(post.pk), "preview": "Preview", **fields}
    headers = {**({"X-Part": "preview"} if part else {}), **(headers or {})}
    return client.post(f"/comments/on/{post.pk}/", data, headers=headers)


def shown(response):
    """The HTML that the preview shows, or None where it shows none."""
    found = re.search(
        r'<section class="preview.*?<div class="prose" dir="auto">(.*?)</div>', response.content.decode(), re.S
    )
    return found and found[1]


def textarea(response):
    return re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", unescape(response.content.decode()), re.S)[1]


@pytest.mark.parametrize("part", [False, True])
def test_it_shows_what_sending_would_store(client, post, part):
    response = ask(client, post, part)
    client.post(
        f"/comments/on/{post.pk}/",
        {"body": TEXT, "name": "Ellen", "email": "ellen@example.org", "token": token_for(post.pk)},
    )

    assert response.status_code == 200
    assert shown(response) == Comment.objects.get().body_html


def test_the_page_comes_again_filled_and_can_be_sent(client, post):
    response = ask(client, post, name="Ellen", email="ellen@example.org")
    page = response.content.decode()

    assert textarea(response).strip() == TEXT
    assert 'value="Ellen"' in page
    assert page.index("Preview, not sent yet") < page.index("<textarea")
    assert page.count('name="send"') == 2
    assert page.count(" autofocus") == 1
    assert f'name="token" value="{token_for(post.pk)}"' in page


def test_a_script_gets_the_part_alone(client, post):
    page = ask(client, post, part=True).content.decode()

    assert "<html" not in page
    assert "<textarea" not in page
    assert "autofocus" not in page


@pytest.mark.parametrize("part", [False, True])
def test_it_leaves_no_trace(client, post, settings, part):
    settings.COMMENT_FLOOD_SECONDS = 15
    for _time in range(3):
        response = ask(client, post, part, name="Ellen", email="ellen@example.org", remember="on")

    assert response.status_code == 200
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]
    assert not Comment.objects.exists()
    assert not Event.objects.exists()
    assert not Discussion.objects.exists()
    sent = client.post(
        f"/comments/on/{post.pk}/",
        {"body": TEXT, "name": "Ellen", "email": "ellen@example.org", "token": token_for(post.pk)},
    )
    assert sent.status_code == 303


UNBLAMED = {
    "no name": {"name": ""},
    "no address": {"name": "Ellen", "email": ""},
    "an address without an @": {"email": "ellen.example.org"},
    "a website that is none": {"website": "javascript:alert(1)"},
    "the field for machines": {"subject": "cheap"},
}


@pytest.mark.parametrize("case", UNBLAMED)
def test_fields_that_come_later_are_not_blamed_yet(client, post, case):
    response = ask(client, post, **UNBLAMED[case])

    assert response.status_code == 200
    assert "is-invalid" not in response.content.decode()
    assert 'role="alert"' not in response.content.decode()


REFUSED = {
    "nothing typed": ({"body": " \n "}, 400, "Write something first"),
    "too long a text": ({"body": "word " * 4001}, 413, "Please shorten it by 4"),
    "a megabyte": ({"body": "x" * 1_000_000}, 413, "Please shorten it"),
    "no form token": ({"token": ""}, 403, "send it again"),
    "a foreign form token": ({"token": token_for(999_999)}, 403, "send it again"),
    "a parent that never was": ({"parent": "424242"}, 409, "no longer here"),
    "a parent that is no number": ({"parent": "1 OR 1=1"}, 400, "no longer here"),
    "another site's page": ({"headers": {"Origin": "https://evil.example"}}, 403, "from another website"),
    "another site's script": ({"headers": {"Sec-Fetch-Site": "cross-site"}}, 403, "from another website"),
}


@pytest.mark.parametrize("part", [False, True], ids=["page", "part"])
@pytest.mark.parametrize("case", REFUSED)
def test_what_would_be_refused_is_not_rendered_and_says_why(client, post, case, part):
    fields, status, words = REFUSED[case]
    response = ask(client, post, part, **fields)

    assert response.status_code == status
    assert shown(response) is None
    assert words in unescape(response.content.decode())
    assert "no-store" in response["Cache-Control"]
    if not part:
        assert textarea(response).strip() == fields.get("body", TEXT).strip()


@pytest.mark.parametrize("part", [False, True], ids=["page", "part"])
def test_a_closed_discussion_shows_no_preview_and_gives_the_text_back(client, post, part):
    Discussion.objects.create(post=post, access=Discussion.Access.CLOSED)
    response = ask(client, post, part)

    assert response.status_code == 403
    assert shown(response) is None
    assert "closed while you were writing" in response.content.decode()
    if not part:
        assert textarea(response).strip() == TEXT
        assert 'name="send"' not in response.content.decode()


def test_members_only_shows_guests_none(client, post):
    Discussion.objects.create(post=post, access=Discussion.Access.MEMBERS)
    assert ask(client, post).status_code == 403
    client.force_login(a_user())
    assert ask(client, post, csrfmiddlewaretoken="unchecked").status_code == 200


@pytest.mark.parametrize("part", [False, True], ids=["page", "part"])
def test_who_is_signed_in_needs_the_csrf_token(post, part):
    client = Client(enforce_csrf_checks=True)
    client.force_login(post.author)
    response = ask(client, post, part)

    assert response.status_code == 403
    assert shown(response) is None


def test_a_reply_is_previewed_on_its_own_page_and_keeps_what_it_answers(client, post):
    parent = a_comment(post, name="David")
    page = ask(client, post, parent=parent.pk).content.decode()

    assert "Reply to David" in page
    assert f'name="parent" value="{parent.pk}"' in page
    assert "Preview, not sent yet" in page


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "</div></section></form><form action=https://evil.example>",
    "<svg/onload=alert(1)>",
    "<textarea></textarea><style>*{display:none}</style>",
]


@pytest.mark.parametrize("part", [False, True], ids=["page", "part"])
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_tame_as_it_would_stand(client, post, text, part):
    response = ask(client, post, part, body=f"before {text} after")
    page = response.content.decode()

    assert shown(response) == markup.comment_html(f"before {text} after")
    assert "evil.example>" not in page
    assert "<script>alert" not in page
    assert not re.search(r"<(img|svg)[^>]*\son\w+=", page)


def test_a_text_of_which_nothing_would_be_left_shows_that(client, post):
    assert shown(ask(client, post, body="<script></script>")) == markup.comment_html("<script></script>")


def test_the_longest_text_is_taken(client, post):
    assert ask(client, post, part=True, body="x" * MAX_LENGTH).status_code == 200


def test_what_is_far_too_long_is_not_cleaned_for_a_hint_either(client, post, monkeypatch):
    Discussion.objects.update_or_create(post=post, defaults={"care": Discussion.Care.ON})
    monkeypatch.setattr("comments.preview.markup.clean_text", lambda text: pytest.fail("cleaned"))
    response = ask(client, post, body="\N{SNOWMAN}" * (FAR_TOO_LONG + 1), replace="phone")
    assert response.status_code == 413


def test_a_preview_is_asked_for_by_post_alone(client, post):
    assert client.get(f"/comments/on/{post.pk}/?preview=1").status_code == 302


def test_the_help_shows_source_and_what_the_renderer_makes_of_it(client, post):
    page = client.get(post.get_absolute_url()).content.decode()

    assert "<code>**bold**</code>" in page
    assert markup.comment_html("**bold**") in page
    assert markup.comment_html("- one thing\n- another") in page
