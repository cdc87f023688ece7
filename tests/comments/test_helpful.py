"""Marking a comment as helpful, once per person, without a cookie."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from blog.allowance import Bucket
from comments import helpful, maintenance, reading
from comments.forms import token_for
from comments.models import Comment, Discussion, HelpfulMark
from tests.builders import a_comment, a_post, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment():
    return a_comment(a_post())


def press(comment, client=None, address="203.0.113.1", headers=None, **fields):
    data = {"comment": comment.pk, "token": token_for(comment.discussion_id), **fields}
    return (client or Client()).post("/comments/helpful/", data, REMOTE_ADDR=address, headers=headers)


def count_of(comment):
    return Comment.objects.get(pk=comment.pk).helpful_count


def version_of(comment):
    return Discussion.objects.get(pk=comment.discussion_id).version


def page_of(comment, client=None):
    return unescape((client or Client()).get(comment.discussion.post.get_absolute_url()).content.decode())


def test_a_guest_is_led_back_and_all_see_the_count(comment):
    version = version_of(comment)
    response = press(comment)
    assert (response.status_code, response["Location"].partition("#")[2]) == (303, f"comment-{comment.pk}")
    assert not response.cookies
    assert "Helpful to 1" in page_of(comment)
    assert page_of(comment) == page_of(comment)
    assert version_of(comment) == version + 1


def test_pressing_again_takes_it_back(comment):
    press(comment)
    press(comment)
    assert count_of(comment) == 0
    assert not HelpfulMark.objects.exists()


def test_every_network_has_one_mark(comment):
    for address in ("203.0.113.1", "203.0.113.2", "2001:db8::1", "2001:db8::2"):
        press(comment, address=address, on="1")
    assert count_of(comment) == 3


def test_a_script_says_which_it_wants_and_gets_the_words(comment):
    asked = {"Accept": "application/json"}
    assert press(comment, headers=asked, on="1").json() == {"label": "Helpful to you", "pressed": True}
    assert press(comment, headers=asked, on="1").json() == {"label": "Helpful to you", "pressed": True}
    assert press(comment, headers=asked, on="0").json() == {"label": "Helpful", "pressed": False}
    assert press(comment, headers=asked, on="0").json() == {"label": "Helpful", "pressed": False}
    assert count_of(comment) == 0


@pytest.mark.parametrize(
    ("count", "is_marked", "words"),
    [
        (0, False, "Helpful"),
        (1, False, "Helpful to 1"),
        (1, True, "Helpful to you"),
        (7, True, "Helpful to you and 6 more"),
        (7, None, "Helpful to 7"),
    ],
)
def test_the_words(count, is_marked, words):
    assert helpful.label(count, is_marked) == words


def test_who_is_signed_in_has_one_wherever_they_are(comment, client):
    client.force_login(a_user("dora"))
    press(comment, client, "203.0.113.1", on="1")
    press(comment, client, "203.0.113.2", on="1")
    assert count_of(comment) == 1
    assert 'aria-pressed="true">Helpful to you<' in page_of(comment, client)
    assert HelpfulMark.objects.get().network == ""


def test_nobody_marks_their_own(client):
    user = a_user("dora")
    comment = a_comment(a_post(), user=user)
    client.force_login(user)
    press(comment, client)
    assert count_of(comment) == 0


@pytest.mark.parametrize("fields", [{"token": ""}, {"token": token_for(999)}])
def test_a_form_that_is_not_ours_is_refused(comment, fields):
    assert press(comment, **fields).status_code == 403
    assert count_of(comment) == 0


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_another_site_marks_nothing(comment, headers):
    assert press(comment, headers=headers).status_code == 403
    assert count_of(comment) == 0


def test_who_is_signed_in_needs_the_csrf_token(comment):
    client = Client(enforce_csrf_checks=True)
    client.force_login(a_user("dora"))
    assert press(comment, client).status_code == 403
    assert count_of(comment) == 0


def test_reading_the_address_changes_nothing(comment, client):
    assert client.get("/comments/helpful/", {"comment": comment.pk}).status_code == 405
    assert count_of(comment) == 0


@pytest.mark.parametrize("given", ["", "x", "-1", "0", "9" * 18, "9" * 30, "²"])
def test_what_is_not_there_is_not_found(comment, given):
    data = {"comment": given, "token": token_for(comment.discussion_id)}
    assert Client().post("/comments/helpful/", data).status_code == 404


@pytest.mark.parametrize("fields", [{"status": "pending"}, {"status": "spam"}, {"kind": "mention"}])
def test_what_readers_do_not_see_is_not_found(fields):
    assert press(a_comment(a_post(), **fields)).status_code == 404


def test_too_many_marks_have_to_wait(comment, settings, monkeypatch):
    settings.COMMENT_RATE_LIMIT = 10
    monkeypatch.setattr("comments.marking.MARKS", Bucket("helpful", 2, 3600))
    assert [press(comment).status_code for _ in range(3)] == [303, 303, 429]
    assert press(comment, address="203.0.113.9").status_code == 303


def test_after_thirty_days_a_guests_mark_is_nothing_but_a_number(comment):
    press(comment)
    HelpfulMark.objects.update(marked_at=timezone.now() - timedelta(days=31))
    maintenance.drop_network_hashes()
    assert not HelpfulMark.objects.exists()
    assert count_of(comment) == 1


def test_threads_that_helped_most_come_first_with_their_numbers(comment):
    post = comment.discussion.post
    second = a_comment(post)
    reply = a_comment(post, second)
    press(reply)
    discussion = Discussion.objects.select_related("defaults").get(pk=post.pk)
    page = reading.page(discussion, "helpful")
    assert [(row.pk, row.number) for row in page.rows] == [(second.pk, 2), (reply.pk, 0), (comment.pk, 1)]
