"""All that match: counted, then decided, watched and undone; and nobody else's to watch."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from comments import moderation
from comments.bulk_acts import working
from comments.models import Act, BulkAct, Comment, Event, Status
from tests.builders import a_comment, a_post, a_user, an_owner, carol

pytestmark = pytest.mark.django_db
PREVIEW, BEGIN = "/admin/queue/bulk/", "/admin/queue/bulk/begin/"


@pytest.fixture
def user():
    return carol()


@pytest.fixture
def client(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def held():
    post = a_post()
    return [a_comment(post, status="pending", name="Bob").pk for _ in range(3)]


def fields_of(page: str) -> dict[str, str]:
    form = re.search(r'(?s)<form method="post" action="/admin/queue/bulk/begin/".*?</form>', page)[0]
    return dict(re.findall(r'name="(act|query|until|total|asked_at|key)" value="([^"]*)"', form))


def asked(client, query="act=spam") -> dict[str, str]:
    sent = fields_of(client.get(f"{PREVIEW}?{query}").content.decode())
    return {name: value.replace("&amp;", "&") for name, value in sent.items()}


def test_looking_counts_and_changes_nothing(client, held):
    a_comment(a_post(), status="pending", name="Ellen", email="ellen@example.org")
    page = client.get(f"{PREVIEW}?person=Bob&act=spam").content.decode()
    assert "3 comments match. Nothing has been done yet." in page
    assert "Ellen" not in page
    assert not BulkAct.objects.exists()
    assert set(Comment.objects.values_list("status", flat=True)) == {"pending"}


def test_the_queue_leads_there_with_its_filter(client, held):
    page = client.get("/admin/queue/?person=Bob").content.decode()
    assert f'href="{PREVIEW}?person=Bob&amp;act=approve"' in page


def test_what_was_counted_is_done_and_can_be_undone(client, held):
    response = client.post(BEGIN, {**asked(client), "reason": "A wave."})
    assert response.status_code == 302
    page = client.get(response["Location"]).content.decode()
    assert "Done: 3 comments changed." in page
    act = Act.objects.get()
    assert (act.reason, act.comment_count) == ("A wave.", 3)
    client.post("/admin/queue/undo/", {"act": str(act.pk)})
    assert set(Comment.objects.values_list("status", flat=True)) == {"pending"}


def test_sending_twice_is_once(client, held):
    sent = asked(client)
    assert client.post(BEGIN, sent)["Location"] == client.post(BEGIN, sent)["Location"]
    assert BulkAct.objects.count() == Act.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"act": "explode"}, {"until": "-1"}, {"until": str(2**70)}, {"asked_at": "tomorrow"}, {"key": "7"},
        {"asked_at": "2999-01-01T00:00:00+00:00"}, {"total": "many"},
    ],
)  # fmt: skip
def test_what_no_page_of_ours_sends_is_refused(client, held, wrong):
    assert client.post(BEGIN, {**asked(client), **wrong}).status_code == 400
    assert not BulkAct.objects.exists()


@pytest.mark.parametrize("known", ["act", "event"])
def test_nothing_is_decided_under_the_key_of_somebody_elses_act(client, held, known):
    olive, other = an_owner(), a_comment(a_post(), status="approved")
    key = moderation.moderate([other.pk], Status.SPAM, by=olive).act
    if known == "event":
        Act.objects.all().delete()
    assert client.post(BEGIN, {**asked(client), "key": str(key)}).status_code == 400
    assert set(Comment.objects.filter(pk__in=held).values_list("status", flat=True)) == {"pending"}
    assert Event.objects.get(act=key).actor == olive


@pytest.mark.parametrize("query", ["", "act=explode", "act=spam&text=" + "x" * 1001])
def test_a_preview_of_no_act_is_refused(client, query):
    assert client.get(f"{PREVIEW}?{query}").status_code == 400


def test_a_large_one_is_watched_and_stopped(client, held, user, monkeypatch):
    monkeypatch.setattr(working, "AT_ONCE", 1)
    address = client.post(BEGIN, asked(client))["Location"]
    page = client.get(address).content.decode()
    assert "0 of 3 so far." in page
    assert 'http-equiv="refresh"' in page
    client.post(address + "go-on/", {"stop": "yes"})
    page = client.get(address).content.decode()
    assert "Stopped after 0 comments." in page
    assert 'http-equiv="refresh"' not in page


def test_without_a_worker_the_page_itself_does_it(client, held, monkeypatch):
    monkeypatch.setattr(working, "AT_ONCE", 1)
    address = client.post(BEGIN, asked(client))["Location"]
    client.post(address + "go-on/")
    assert not Act.objects.exists()
    BulkAct.objects.update(asked_at=timezone.now() - timedelta(seconds=10))
    assert "do a piece now" in client.get(address).content.decode()
    client.post(address + "go-on/")
    assert BulkAct.objects.get().state == "done"


def test_what_is_left_is_told_with_its_reason(client, held):
    sent = asked(client, "status=all&act=spam")
    Comment.objects.filter(pk=held[0]).update(status="withdrawn")
    page = client.get(client.post(BEGIN, sent)["Location"]).content.decode()
    assert "Done: 2 comments changed." in page
    assert "1 cannot be moved there" in page


def test_a_large_act_is_undone_in_the_background(client, held, user, monkeypatch):
    client.post(BEGIN, asked(client))
    monkeypatch.setattr("comments.panel.undo.AT_ONCE", 1)
    monkeypatch.setattr(working, "AT_ONCE", 1)
    response = client.post("/admin/queue/undo/", {"act": str(Act.objects.get().pk)})
    assert "/admin/queue/bulk/" in response["Location"]
    working.work_off_all()
    assert set(Comment.objects.values_list("status", flat=True)) == {"pending"}


@pytest.mark.parametrize("method", ["get", "head"])
def test_getting_never_acts(client, held, method):
    bulk = working.owe(BulkAct(user=carol_again(), to_status="spam", until=held[-1], total=1000))
    for address in (BEGIN, f"/admin/queue/bulk/{bulk.pk}/go-on/"):
        assert getattr(client, method)(address).status_code == 405
    assert client.get(f"/admin/queue/bulk/{bulk.pk}/").status_code == 200
    assert not Act.objects.exists()


def carol_again():
    from accounts.models import User

    return User.objects.get(username="carol")


def test_what_somebody_else_began_is_not_shown_or_stopped(client, held):
    bulk = working.owe(BulkAct(user=an_owner(), to_status="spam", until=held[-1], total=1000))
    assert client.get(f"/admin/queue/bulk/{bulk.pk}/").status_code == 404
    assert client.post(f"/admin/queue/bulk/{bulk.pk}/go-on/", {"stop": "yes"}).status_code == 404
    assert client.get(f"/admin/queue/bulk/{uuid.uuid4()}/").status_code == 404
    assert BulkAct.objects.get().state == "owed"


def test_who_decides_on_nothing_counts_and_does_nothing(held):
    client = Client()
    client.force_login(a_user("bob"))
    assert client.get(f"{PREVIEW}?act=spam").status_code == 403
    assert client.post(BEGIN, {"act": "spam"}).status_code == 403
