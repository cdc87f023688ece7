"""What undoing would change is told before it is done, and it is done as it was told."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from comments import moderation, revisions
from comments.models import Act, Assignment, Comment, Status
from tests import builders
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db


def look(client: Client, act) -> str:
    return client.get(f"/admin/queue/undo/{act}/").content.decode()


@pytest.fixture
def mixed(post):
    return [a_comment(post, status=status) for status in ("pending", "pending", "declined", "approved")]


def test_it_counts_where_each_goes_back_to_and_what_stays(signed_in, carol, mixed):
    act = moderation.moderate([c.pk for c in mixed], Status.SPAM, by=carol).act
    moderation.moderate([mixed[3].pk], Status.REMOVED, by=carol)
    page = look(signed_in(carol), act)
    assert "<strong>2</strong> comments go back to: Pending" in page
    assert "<strong>1</strong> comment goes back to: Declined" in page
    assert "1 has moved on since and stays" in page
    assert {c.status for c in Comment.objects.filter(pk__in=[c.pk for c in mixed])} == {"spam", "removed"}


def test_then_it_is_done(signed_in, carol, mixed):
    act = moderation.moderate([c.pk for c in mixed], Status.SPAM, by=carol).act
    client = signed_in(carol)
    response = client.post("/admin/queue/undo/", {"act": str(act), "next": "/admin/queue/record/"})
    assert response["Location"] == "/admin/queue/record/"
    found = Comment.objects.filter(pk__in=[c.pk for c in mixed]).order_by("pk")
    assert [c.status for c in found] == [c.status for c in mixed]
    assert "4 comments are what they were before." in client.get("/admin/queue/record/").content.decode()


def test_an_undo_is_undone_like_any_act(signed_in, carol, held):
    act = moderation.moderate([held.pk], Status.SPAM, by=carol).act
    undo = moderation.undo(act, by=carol).act
    assert "goes back to: Spam" in look(signed_in(carol), undo)
    signed_in(carol).post("/admin/queue/undo/", {"act": str(undo)})
    assert Comment.objects.get(pk=held.pk).status == "spam"
    assert "goes back to: Pending" in look(signed_in(carol), act)
    assert Act.objects.get(pk=act).undone_at is None


def test_where_nothing_is_left_it_says_so(signed_in, carol, held):
    act = moderation.moderate([held.pk], Status.SPAM, by=carol).act
    moderation.moderate([held.pk], Status.APPROVED, by=carol)
    page = look(signed_in(carol), act)
    assert "There is nothing left to undo" in page
    assert "Undo it" not in page


def test_what_its_writer_changed_since_is_told_and_not_put_back_unread(signed_in, carol, post):
    shown, other = a_comment(post), a_comment(post)
    act = moderation.moderate([shown.pk, other.pk], Status.PENDING, by=carol).act
    revisions.edit(Comment.objects.get(pk=shown.pk), "Buy cheap watches.")
    client = signed_in(carol)
    assert "1 was changed by its writer since, and waits to be read" in look(client, act)
    client.post("/admin/queue/undo/", {"act": str(act), "next": "/admin/queue/record/"})
    said = client.get("/admin/queue/record/").content.decode()
    assert "One comment was changed by its writer meanwhile." in said
    assert "moved on since" not in said
    assert [c.status for c in Comment.objects.filter(pk__in=[shown.pk, other.pk]).order_by("pk")] == [
        "pending",
        "approved",
    ]


def test_where_nothing_can_be_undone_but_what_nobody_has_read_it_says_that(signed_in, carol, post):
    shown = a_comment(post)
    act = moderation.moderate([shown.pk], Status.PENDING, by=carol).act
    revisions.edit(Comment.objects.get(pk=shown.pk), "Buy cheap watches.")
    page = look(signed_in(carol), act)
    assert "a writer changed the words since" in page
    assert "Undo it" not in page


def test_looking_twice_at_what_was_taken_back_leads_nowhere(signed_in, carol, held):
    act = moderation.moderate([held.pk], Status.SPAM, by=carol).act
    moderation.undo(act, by=carol)
    assert signed_in(carol).get(f"/admin/queue/undo/{act}/").status_code == 404


def test_an_act_that_never_was_leads_nowhere(signed_in, carol):
    assert signed_in(carol).get(f"/admin/queue/undo/{uuid.uuid4()}/").status_code == 404


def test_a_moderator_of_a_part_previews_and_undoes_only_there(signed_in, carol, post):
    lena = builders.a_user("lena", is_staff=True)
    Assignment.objects.create(user=lena, post=post)
    elsewhere = a_comment(a_post(builders.a_user("otto", is_staff=True)), status="pending")
    act = moderation.moderate([elsewhere.pk], Status.SPAM, by=carol).act
    client = signed_in(lena)
    assert client.get(f"/admin/queue/undo/{act}/").status_code == 404
    client.post("/admin/queue/undo/", {"act": str(act)})
    assert Comment.objects.get(pk=elsewhere.pk).status == "spam"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_preview_only_reads(signed_in, carol, held, method):
    act = moderation.moderate([held.pk], Status.SPAM, by=carol).act
    assert getattr(signed_in(carol), method)(f"/admin/queue/undo/{act}/").status_code == 405
    assert Comment.objects.get(pk=held.pk).status == "spam"


def test_getting_undoes_nothing(signed_in, carol, held):
    act = moderation.moderate([held.pk], Status.SPAM, by=carol).act
    assert signed_in(carol).get("/admin/queue/undo/", {"act": str(act)}).status_code == 405
    assert Comment.objects.get(pk=held.pk).status == "spam"
