"""The article page where care mode is on: what search engines may quote, what it costs, and whose the help card is."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import time_format

from comments import identity, links
from comments.models import Comment, Defaults, Status
from tests.builders import a_comment, a_post, carol

pytestmark = pytest.mark.django_db

SECRET = "What nobody should find by a search engine"


@pytest.fixture(autouse=True)
def _care():
    settings = {"care_mode": True, "cooling_off": True, "help_words": "want to die", "help_card": "Ring us."}
    Defaults.objects.update_or_create(pk=1, defaults=settings)


@pytest.fixture
def post():
    return a_post()


def page_of(client, post):
    return unescape(client.get(post.get_absolute_url()).content.decode())


def a_reader_who_sent(comment):
    client = Client()
    client.cookies[f"{identity.HELD}{comment.pk}"] = links.token(links.HELD, comment)
    return client


def test_every_word_of_a_comment_is_kept_from_search_engines(client, post):
    a_comment(post, body_html=f"<p>{SECRET}</p>")
    a_comment(post, body_html=f"<p>{SECRET}{' word' * 700}</p>")
    Comment.objects.filter(body_html__contains="word word").update(word_count=705)
    page = page_of(client, post)
    marked = re.findall(r"<(div|span)[^>]* data-nosnippet>([^<]*<p>)?([^<]*)", page)

    assert page.count(SECRET) == 3  # one of them is the beginning of the folded one
    assert [text.strip().startswith(SECRET) for _name, _begin, text in marked] == [True, True, True]


def test_what_describes_the_page_quotes_no_comment(client, post):
    a_comment(post, body_html=f"<p>{SECRET}</p>")
    head = page_of(client, post).partition("</head>")[0]
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', head, re.S)[1])

    assert SECRET not in head
    assert data["commentCount"] == 1


def test_it_takes_no_query_more(client, post, django_assert_max_num_queries):
    for _number in range(5):
        a_comment(post)
    with django_assert_max_num_queries(6):
        client.get(post.get_absolute_url())


def test_the_page_is_the_same_for_every_reader_and_sets_no_cookie(post):
    a_comment(post)
    first, second = (Client().get(post.get_absolute_url()) for _reader in range(2))
    assert first.content == second.content
    assert not first.cookies


def test_the_help_card_stands_beside_the_writers_own_comment(client, post):
    comment = a_comment(post, status=Status.PENDING, body="I want to die")
    moderator = Client()
    moderator.force_login(carol())

    assert "Ring us." in page_of(a_reader_who_sent(comment), post)
    assert "Ring us." not in page_of(client, post)
    assert "Ring us." not in page_of(moderator, post)


def test_what_rests_says_so_to_its_writer_and_can_be_handed_in_there(post):
    until = timezone.now() + timedelta(minutes=10)
    comment = a_comment(post, status=Status.PENDING, rests_until=until)
    page = page_of(a_reader_who_sent(comment), post)
    receipt = f"/comments/receipt/{links.token(links.RECEIPT, comment)}/"

    assert f"Resting until {time_format(timezone.localtime(until))}." in page
    assert f'action="{receipt}hand-in/"' in page
    assert "awaiting moderation" not in page


def test_the_permalink_of_what_rests_leads_its_writer_alone(client, post):
    until = timezone.now() + timedelta(minutes=10)
    comment = a_comment(post, status=Status.PENDING, rests_until=until)
    moderator = Client()
    moderator.force_login(carol())

    assert a_reader_who_sent(comment).get(f"/comments/{comment.pk}/").status_code == 302
    assert moderator.get(f"/comments/{comment.pk}/").status_code == 404
    assert client.get(f"/comments/{comment.pk}/").status_code == 404


def test_a_part_of_a_thread_which_knows_no_receipt_offers_none(post):
    root = a_comment(post)
    until = timezone.now() + timedelta(minutes=10)
    reply = a_comment(post, root, status=Status.PENDING, rests_until=until)
    page = a_reader_who_sent(reply).get(f"/comments/{root.pk}/thread/").content.decode()

    assert "Resting until" in page
    assert "hand-in/" not in page
