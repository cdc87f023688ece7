"""What the script is told: the same for everybody, and only where care mode is on."""

from __future__ import annotations

import pytest

from blog.posts.models import Post
from comments.care.rules import RULES
from comments.models import Defaults, Discussion
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _care():
    Defaults.objects.update_or_create(
        pk=1, defaults={"care_mode": True, "help_words": "die*", "help_card": "Ring **us**."}
    )


def address(post):
    return f"/comments/on/{post.pk}/care/"


def test_it_tells_patterns_names_words_and_the_card(client):
    post = a_post(title="Lamps")
    a_comment(post, name="Nell")
    told = client.get(address(post)).json()

    assert [rule[1] for rule in told["rules"]] == [rule.pattern for rule in RULES]
    assert {"lamps", "nell", "alice", "dr"} <= set(told["known"])
    assert told["helpWords"] == [" die"]
    assert "<strong>us</strong>" in told["helpCard"]


def test_without_a_card_no_words_are_told(client):
    Defaults.objects.filter(pk=1).update(help_card_html="")
    told = client.get(address(a_post())).json()
    assert (told["helpWords"], told["helpCard"]) == ([], "")


def test_it_is_shared_and_checked_by_its_etag(client):
    post = a_post()
    response = client.get(address(post))
    assert "public" in response["Cache-Control"]
    assert not response.cookies
    assert client.get(address(post), headers={"If-None-Match": response["ETag"]}).status_code == 304
    a_comment(post, name="Somebody New")
    assert client.get(address(post), headers={"If-None-Match": response["ETag"]}).status_code == 200


def test_where_it_is_off_there_is_nothing(client):
    post = a_post()
    Discussion.objects.create(post=post, care=Discussion.Care.OFF)
    assert client.get(address(post)).status_code == 404
    assert client.get(address(a_post(status=Post.Status.DRAFT))).status_code == 404
    assert client.get("/comments/on/999999/care/").status_code == 404


def test_it_only_reads(client):
    assert client.post(address(a_post())).status_code == 405
