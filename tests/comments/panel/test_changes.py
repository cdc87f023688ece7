"""Deciding on what writers want to change."""

from __future__ import annotations

import time

import pytest

from comments import revisions
from comments.models import Comment, Event, Revision
from comments.panel.changes import difference
from tests.builders import a_comment, a_post, a_user, carol, grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def change():
    comment = a_comment(a_post(), name="Ellen <b>", body="It sounds like being left.")
    revisions.edit(comment, "It does not sound like rest. <script>")
    return revisions.proposed(comment)


def act(client, change, what="accept"):
    return client.post(f"/admin/queue/changes/{change.pk}/", {"act": what, "next": "/admin/queue/changes/"})


def test_the_page_shows_what_goes_and_what_comes(client, change):
    client.force_login(carol())
    page = client.get("/admin/queue/changes/").content.decode()
    assert "<del>sounds</del><ins>does not sound</ins>" in page
    assert "&lt;script&gt;" in page
    assert "Ellen &lt;b&gt;" in page


def test_the_queue_says_that_changes_wait(client, change):
    client.force_login(carol())
    assert "/admin/queue/changes/" in client.get("/admin/queue/").content.decode()
    act(client, change, "decline")
    assert "/admin/queue/changes/" not in client.get("/admin/queue/").content.decode()


@pytest.mark.parametrize(
    ("what", "body"), [("accept", "It does not sound like rest. <script>"), ("decline", "It sounds like being left.")]
)
def test_a_decision_is_made_and_kept(client, change, what, body):
    moderator = carol()
    client.force_login(moderator)
    assert act(client, change, what).status_code == 303
    assert Comment.objects.get().body == body
    assert Event.objects.get().actor == moderator
    assert not Revision.objects.filter(state="proposed").exists()


def test_deciding_twice_says_so(client, change):
    client.force_login(carol())
    act(client, change)
    page = client.post(
        f"/admin/queue/changes/{change.pk}/", {"act": "decline", "next": "/admin/queue/changes/"}, follow=True
    )
    assert "decided on or taken back meanwhile" in page.content.decode()
    assert Event.objects.count() == 1


def test_looking_decides_nothing(client, change):
    client.force_login(carol())
    assert client.get(f"/admin/queue/changes/{change.pk}/").status_code == 405


@pytest.mark.parametrize("who", ["member", "other author"])
def test_nobody_else_decides(client, change, who):
    user = a_user("mallory", is_staff=who != "member")
    client.force_login(grant(user, "add_post", "change_post") if who != "member" else user)
    act(client, change)
    assert Comment.objects.get().body == "It sounds like being left."


def test_an_act_that_is_none_is_refused(client, change):
    client.force_login(carol())
    assert act(client, change, "explode").status_code == 400


def test_the_pieces_make_up_both_wordings():
    pieces = list(difference("one two  three", "one 2  three four"))
    assert "".join(p.text for p in pieces if p.kind != "new") == "one two  three"
    assert "".join(p.text for p in pieces if p.kind != "gone") == "one 2  three four"


@pytest.mark.parametrize(
    ("earlier", "later"), [("a b ", "b a c "), ("a ", "b "), (" ".join(map(str, range(90))), "89 1 7 ")]
)
def test_comparing_ends_soon_whatever_was_written(earlier, later):
    earlier, later = (earlier * 20_000)[:20_000], (later * 20_000)[:20_000]
    began = time.process_time()
    pieces = list(difference(earlier, later))
    assert time.process_time() - began < 2
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == earlier
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == later


def test_a_small_change_of_a_long_text_is_shown_as_small():
    words = [f"word{number} " for number in range(3000)]
    pieces = list(difference("".join(words), "".join([*words[:100], "new ", *words[101:]])))
    assert [(piece.kind, piece.text) for piece in pieces if piece.kind != "same"] == [
        ("gone", "word100"),
        ("new", "new"),
    ]
