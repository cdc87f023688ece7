"""Named views of the queue: kept, seen by whom, and changed by their owner alone."""

from __future__ import annotations

from html import unescape
from urllib.parse import urlencode

import pytest
from django.contrib.messages import get_messages

from comments.models import Comment, SavedView, Status
from comments.panel import saved
from tests import builders
from tests.builders import a_user

pytestmark = pytest.mark.django_db

VIEWS, KEEP = "/admin/queue/views/", "/admin/queue/views/keep/"


def text_of(response) -> str:
    return unescape(response.content.decode())


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def a_view(owner, name="Peas", query="?q=peas", **fields) -> SavedView:
    return SavedView.objects.create(owner=owner, name=name, query=query, **fields)


@pytest.fixture
def other_moderator(db):
    return builders._in_group(a_user("ruth", is_staff=True), "Moderators")


def test_what_is_open_is_kept_under_a_name_and_stands_beside_the_queue(held, carol, signed_in):
    client = signed_in(carol)
    assert "Keep this view" in text_of(client.get("/admin/queue/?q=words"))
    response = client.post(KEEP, {"query": "?q=words&after=1-1", "name": " Peas ", "is_shared": "on"})
    assert (response.status_code, response["Location"]) == (302, "/admin/queue/?q=words")
    view = SavedView.objects.get()
    assert (view.owner, view.name, view.query, view.is_shared) == (carol, "Peas", "?q=words", True)
    page = text_of(client.get("/admin/queue/?q=words"))
    assert '<a href="/admin/queue/?q=words" aria-current="page">Peas' in page
    assert "Keep this view" not in page


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"query": "?q=x", "name": ""}, "Give the view a name."),
        ({"query": "?q=x", "name": "  "}, "Give the view a name."),
        ({"query": "?q=x", "name": "PEAS"}, "You have a view named “PEAS” already. Give this one another name."),
        ({"query": "", "name": "Mine"}, "Narrow the queue down first, then keep it as a view."),
        ({"query": "?status=spam", "name": "Mine"}, "Narrow the queue down first, then keep it as a view."),
        ({"query": "?rule=magic", "name": "Mine"}, "Narrow the queue down first, then keep it as a view."),
    ],
)
def test_what_cannot_be_kept_is_told(sent, problem, carol, signed_in):
    a_view(carol)
    assert said(signed_in(carol).post(KEEP, sent)) == [problem]
    assert SavedView.objects.count() == 1


def test_a_view_that_no_column_holds_is_told(carol, signed_in):
    query = urlencode({"q": "静" * 200, "text": "静" * 200})
    assert said(signed_in(carol).post(KEEP, {"query": f"?{query}", "name": "Silence"})) == [
        "That is too much to be kept as a view. Look for fewer words."
    ]
    assert not SavedView.objects.exists()


def test_a_name_that_is_too_long_is_told(carol, signed_in):
    signed_in(carol).post(KEEP, {"query": "?q=x", "name": "x" * 61})
    assert not SavedView.objects.exists()


def test_there_is_an_end_to_views(carol, signed_in, monkeypatch):
    monkeypatch.setattr(saved, "MOST_VIEWS", 2)
    for name in ("one", "two"):
        a_view(carol, name)
    response = signed_in(carol).post(KEEP, {"query": "?q=x", "name": "three"})
    assert said(response) == ["You have 2 views, and more do not fit beside the queue. Delete one first."]
    view = SavedView.objects.get(name="two")
    signed_in(carol).post(f"{VIEWS}{view.pk}/", {"act": "rename", f"{view.pk}-name": "second"})
    assert SavedView.objects.filter(name="second").exists()


def test_no_view_leads_anywhere_but_to_the_queue(carol, signed_in):
    signed_in(carol).post(KEEP, {"query": "?q=x&next=https://evil.example#<script>", "name": "Peas"})
    assert SavedView.objects.get().query == "?q=x"


def test_a_shared_view_is_seen_by_moderators_and_by_nobody_else(held, carol, alice, other_moderator, signed_in):
    a_view(carol, "Ours", "?person=ellen%40example.org", is_shared=True)
    a_view(carol, "Mine alone")
    colleague = text_of(signed_in(other_moderator).get("/admin/queue/"))
    assert ("Ours" in colleague, "Mine alone" in colleague) == (True, False)
    author = text_of(signed_in(alice).get("/admin/queue/"))
    assert "Ours" not in author
    assert "ellen%40example.org" not in author


def test_an_author_keeps_views_of_their_own(held, alice, signed_in):
    a_view(alice, "Waiting for me")
    assert "Waiting for me" in text_of(signed_in(alice).get("/admin/queue/"))


def test_views_are_renamed_shared_and_deleted(held, carol, signed_in):
    view, client = a_view(carol), signed_in(carol)
    address = f"{VIEWS}{view.pk}/"
    client.post(address, {"act": "rename", f"{view.pk}-name": "Kettles", f"{view.pk}-is_shared": "on"})
    view.refresh_from_db()
    assert (view.name, view.is_shared, view.query) == ("Kettles", True, "?q=peas")
    assert "Kettles" in text_of(client.get(VIEWS))
    before = list(Comment.objects.values_list("pk", "status"))
    response = client.post(address, {"act": "delete"})
    assert said(response)[-1] == "“Kettles” is deleted. No comment was touched."
    assert not SavedView.objects.exists()
    assert list(Comment.objects.values_list("pk", "status")) == before


def test_two_views_do_not_get_one_name(carol, signed_in):
    a_view(carol)
    other = a_view(carol, "Tea")
    response = signed_in(carol).post(f"{VIEWS}{other.pk}/", {"act": "rename", f"{other.pk}-name": "peas"})
    assert said(response) == ["You have a view named “peas” already. Give this one another name."]
    other.refresh_from_db()
    assert other.name == "Tea"


@pytest.mark.parametrize("act", ["rename", "delete"])
def test_nobody_changes_anothers_view(act, carol, other_moderator, signed_in):
    view = a_view(carol, is_shared=True)
    sent = {"act": act, f"{view.pk}-name": "Taken"}
    assert signed_in(other_moderator).post(f"{VIEWS}{view.pk}/", sent).status_code == 404
    view.refresh_from_db()
    assert view.name == "Peas"


def test_strangers_and_members_come_to_none_of_it(carol, signed_in):
    view = a_view(carol)
    for user, status in ((None, 302), (a_user("bob"), 403)):
        client = signed_in(user)
        for response in (
            client.get(VIEWS),
            client.post(KEEP, {"query": "?q=x", "name": "Mine"}),
            client.post(f"{VIEWS}{view.pk}/", {"act": "delete"}),
        ):
            assert response.status_code == status
    assert SavedView.objects.get() == view


def test_reading_keeps_and_deletes_nothing(carol, signed_in):
    view = a_view(carol)
    client = signed_in(carol)
    assert client.get(KEEP, {"query": "?q=x", "name": "Mine"}).status_code == 405
    assert client.get(f"{VIEWS}{view.pk}/", {"act": "delete"}).status_code == 405
    assert SavedView.objects.count() == 1


def test_the_page_of_views_costs_the_same_however_many(carol, signed_in, django_assert_max_num_queries):
    for number in range(20):
        a_view(carol, f"View {number}")
    client = signed_in(carol)
    with django_assert_max_num_queries(8):
        assert "View 19" in text_of(client.get(VIEWS))


def test_a_view_of_a_reason_that_is_gone_still_opens(held, carol, signed_in):
    a_view(carol, query=f"?rule=abolished&status={Status.SPAM}")
    page = text_of(signed_in(carol).get(f"/admin/queue/?rule=abolished&status={Status.SPAM}"))
    assert "There is no such choice here any more." in page
