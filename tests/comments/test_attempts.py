"""Attempts are counted before a text is rendered, wherever one arrives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client

from blog import markup
from blog.allowance import Bucket
from comments import attempts, links
from comments.forms import token_for
from comments.models import Comment, Event, Status
from tests.builders import a_comment, a_post, a_user

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, 0, 20, tzinfo=UTC)
TEXT = "What I meant to say."


@pytest.fixture(autouse=True)
def clock(settings, monkeypatch):
    settings.COMMENT_FLOOD_SECONDS, settings.COMMENT_RATE_LIMIT = 0, 60
    monkeypatch.setattr(attempts, "BUCKETS", (Bucket("attempts", 2, 60), Bucket("attempts-hourly", 3, 3600)))
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def comment():
    return a_comment(a_post(), name="Ellen")


def send(comment, client, **fields):
    guest = {"name": "Ellen", "email": "ellen@example.org", "body": TEXT}
    data = {**guest, "token": token_for(comment.discussion_id), **fields}
    return client.post(f"/comments/on/{comment.discussion_id}/", data)


def preview(comment, client):
    return send(comment, client, preview="1")


def preview_part(comment, client):
    data = {"body": TEXT, "preview": "1", "token": token_for(comment.discussion_id)}
    return client.post(f"/comments/on/{comment.discussion_id}/", data, headers={"X-Part": "preview"})


def edit(comment, client):
    return client.post(f"/comments/receipt/{links.token(links.RECEIPT, comment)}/edit/", {"body": TEXT})


def withdraw(comment, client):
    return client.post(f"/comments/receipt/{links.token(links.RECEIPT, comment)}/withdraw/")


def restore(comment, client):
    return client.post(f"/comments/receipt/{links.token(links.RECEIPT, comment)}/restore/")


def report(comment, client):
    data = {"reason": "unkind", "words": TEXT, "token": token_for(comment.discussion_id)}
    return client.post(f"/comments/{comment.pk}/report/", data)


def mark(comment, client):
    return client.post("/comments/helpful/", {"comment": comment.pk, "token": token_for(comment.discussion_id)})


DOORS = [send, preview, preview_part, edit, withdraw, restore, report, mark]


@pytest.mark.parametrize("door", DOORS)
def test_the_third_attempt_in_a_minute_has_to_wait(comment, client, door):
    send(comment, client)
    preview(comment, client)
    response = door(comment, client)
    assert response.status_code == 429
    assert response["Retry-After"] == "30"
    assert "Please wait 30 seconds, then try again." in unescape(response.content.decode())


@pytest.mark.parametrize("door", [send, preview, edit, report])
def test_the_text_is_still_in_the_form(comment, client, door):
    for _ in range(2):
        preview(comment, client)
    page = unescape(door(comment, client).content.decode())
    assert TEXT in page.partition("<textarea")[2]


@pytest.mark.parametrize("door", [send, preview, preview_part, edit])
def test_nothing_is_rendered_for_who_has_to_wait(comment, client, door, monkeypatch):
    for _ in range(2):
        preview(comment, client)
    rendered = []
    monkeypatch.setattr(markup, "comment_html", lambda source, kind: rendered.append(source) or "")
    assert door(comment, client).status_code == 429
    assert rendered == []
    assert Comment.objects.count() == 1


def test_a_response_is_not_taken_back_and_sent_again_without_end(comment, client):
    assert [withdraw(comment, client).status_code, restore(comment, client).status_code] == [303, 303]
    response = withdraw(comment, client)
    assert response.status_code == 429
    assert "Your response</h1>" in response.content.decode()
    assert Event.objects.filter(comment=comment).count() == 2
    assert Comment.objects.get().status == Status.PENDING


def test_a_script_that_marks_gets_its_own_kind_of_answer(comment, client):
    for _ in range(2):
        preview(comment, client)
    data = {"comment": comment.pk, "token": token_for(comment.discussion_id)}
    response = client.post("/comments/helpful/", data, headers={"Accept": "application/json"})
    assert response.status_code == 429
    assert response.json()["error"].startswith("Those were many attempts")


def test_after_a_minute_one_may_go_on_but_the_hour_counts_on(comment, client, clock):
    assert [preview(comment, client).status_code for _ in range(3)] == [200, 200, 429]
    clock.shift(timedelta(minutes=1))
    assert preview(comment, client).status_code == 200
    response = preview(comment, client)
    assert (response.status_code, response["Retry-After"]) == (429, str(19 * 60))
    clock.shift(timedelta(minutes=19))
    assert preview(comment, client).status_code == 200


def test_each_network_and_each_account_has_its_own_count(comment):
    here, there, dora = Client(REMOTE_ADDR="203.0.113.1"), Client(REMOTE_ADDR="203.0.113.2"), Client()
    dora.force_login(a_user("dora"))
    assert [preview(comment, here).status_code for _ in range(3)][-1] == 429
    assert preview(comment, there).status_code == 200
    assert preview_part(comment, dora).status_code == 200


def test_what_another_site_sends_uses_up_nobodys_attempts(comment, client):
    for _ in range(3):
        data = {"body": TEXT, "preview": "1", "token": token_for(comment.discussion_id)}
        elsewhere = {"Origin": "https://evil.example"}
        client.post(f"/comments/on/{comment.discussion_id}/", data, headers=elsewhere)
    assert preview(comment, client).status_code == 200


def test_where_nothing_is_limited_nothing_is_counted(comment, client, settings):
    settings.COMMENT_RATE_LIMIT = 0
    assert [preview(comment, client).status_code for _ in range(5)] == [200] * 5


def test_who_comes_from_nowhere_is_not_counted_with_everybody_else(comment, client, settings):
    nowhere = Client(REMOTE_ADDR="")
    assert [preview(comment, nowhere).status_code for _ in range(4)] == [200] * 4
