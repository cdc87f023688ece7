"""The pages and buttons by which readers mark a comment, without an account or with one."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from blog.allowance import Bucket
from comments.forms import token_for
from comments.models import Report
from tests.builders import a_comment, a_post, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment():
    return a_comment(a_post(), name="Ellen")


def send(comment, client=None, address="203.0.113.1", headers=None, **fields):
    data = {"reason": "unkind", "words": "It hurts.", "token": token_for(comment.discussion_id), **fields}
    return (client or Client()).post(f"/comments/{comment.pk}/report/", data, REMOTE_ADDR=address, headers=headers)


def text_of(response):
    return unescape(response.content.decode())


def test_every_comment_links_to_its_report_page(comment, client):
    assert f'href="/comments/{comment.pk}/report/" rel="nofollow"' in text_of(
        client.get(comment.discussion.post.get_absolute_url())
    )
    page = text_of(client.get(f"/comments/{comment.pk}/report/"))
    assert comment.body_html in page
    assert '<meta name="robots" content="noindex">' in page


def test_a_guest_reports_and_is_thanked(comment, client):
    response = send(comment, client)
    assert response.status_code == 303
    assert "A moderator will look at it." in text_of(client.get(response["Location"]))
    assert not client.cookies
    report = Report.objects.get()
    assert (report.comment, report.reason, report.words, report.user) == (comment, "unkind", "It hurts.", None)


def test_one_person_reports_a_comment_once(comment, client):
    client.force_login(a_user("dora"))
    for sender, address in [
        (None, "203.0.113.1"),
        (None, "203.0.113.1"),
        (None, "203.0.113.2"),
        (client, "203.0.113.3"),
    ]:
        assert send(comment, sender, address).status_code == 303
    assert send(comment, client, "203.0.113.4").status_code == 303
    assert Report.objects.count() == 3


@pytest.mark.parametrize(
    ("fields", "headers", "status"),
    [
        ({"reason": ""}, None, 400),
        ({"reason": "boredom"}, None, 400),
        ({"words": "It hurts." + "x" * 1000}, None, 400),
        ({"token": ""}, None, 403),
        ({}, {"Origin": "https://evil.example"}, 403),
    ],
)
def test_a_refusal_keeps_the_words_and_writes_nothing(comment, fields, headers, status):
    response = send(comment, headers=headers, **fields)
    assert response.status_code == status
    assert "It hurts." in text_of(response)
    assert 'role="alert"' in text_of(response)
    assert not Report.objects.exists()


def test_too_many_in_an_hour_have_to_wait(settings, monkeypatch):
    settings.COMMENT_RATE_LIMIT = 10
    monkeypatch.setattr("comments.marking.REPORTS", Bucket("reports", 2, 3600))
    post = a_post()
    assert [send(a_comment(post)).status_code for _ in range(3)] == [303, 303, 429]


def test_who_is_signed_in_needs_the_csrf_token(comment):
    client = Client(enforce_csrf_checks=True)
    client.force_login(a_user("dora"))
    assert send(comment, client).status_code == 403


@pytest.mark.parametrize("status", ["pending", "spam", "removed"])
def test_what_readers_do_not_see_cannot_be_reported(client, status):
    comment = a_comment(a_post(), status=status)
    assert client.get(f"/comments/{comment.pk}/report/").status_code == 404
    assert send(comment).status_code == 404


def test_the_report_page_says_who_reads_it_and_what_follows(comment, client):
    page = text_of(client.get(f"/comments/{comment.pk}/report/"))
    assert "Only the moderators of this site read this." in page
    assert "its writer is not told who reported it" in page
