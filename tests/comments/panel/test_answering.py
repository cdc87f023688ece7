"""Reply and approve in one act; and whatever goes wrong, the text is still there."""

from __future__ import annotations

import re

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from comments import moderation, revisions
from comments.models import Comment, Discussion, Event, Status
from tests.builders import a_comment, an_owner

pytestmark = pytest.mark.django_db


def answer(client, comment, body="Thank you for this.", **fields):
    return client.post(f"/admin/queue/{comment.pk}/answer/", {"body": body, "seen": "pending", **fields})


@pytest.mark.parametrize(("role", "badge"), [("alice", Comment.Role.AUTHOR), ("carol", Comment.Role.MODERATOR)])
def test_an_answer_approves_what_it_answers(role, badge, held, request, signed_in):
    user = request.getfixturevalue(role)
    response = answer(signed_in(user), held, next="/admin/queue/?status=all", focus="9")
    assert (response.status_code, response["Location"]) == (303, "/admin/queue/?status=all#card-9")
    held.refresh_from_db()
    reply = held.children.get()
    assert held.status == reply.status == Status.APPROVED
    assert (reply.user, reply.role, reply.body) == (user, badge, "Thank you for this.")
    assert Discussion.objects.get().comment_count == 2


def test_an_approved_comment_is_simply_answered(post, carol, signed_in):
    shown = a_comment(post, name="Ellen")
    response = answer(signed_in(carol), shown, seen="approved")
    assert [str(m) for m in get_messages(response.wsgi_request)] == ["Answered Ellen."]
    assert not Event.objects.exists()


def test_undoing_an_answer_takes_both_back_and_keeps_the_text(held, carol, signed_in):
    client = signed_in(carol)
    answer(client, held)
    reply = held.children.get()
    client.post("/admin/queue/undo/", {"act": Event.objects.get().act, "answer": reply.pk})
    held.refresh_from_db()
    reply.refresh_from_db()
    assert (held.status, reply.status, reply.body) == (Status.PENDING, Status.REMOVED, "Thank you for this.")
    assert Discussion.objects.get().comment_count == 0


def test_undo_takes_back_nobody_elses_answer(post, carol, alice, signed_in):
    theirs = a_comment(post, user=alice)
    signed_in(carol).post("/admin/queue/undo/", {"answer": theirs.pk})
    theirs.refresh_from_db()
    assert theirs.status == Status.APPROVED


@pytest.mark.parametrize(("body", "status"), [("", 400), ("   ", 400), ("x" * 20_001, 413), ("a\x00b", 400)])
def test_a_body_that_does_not_fit_comes_back(body, status, held, carol, signed_in):
    response = answer(signed_in(carol), held, body)
    assert response.status_code == status
    assert 'aria-invalid="true"' in response.content.decode()
    assert body.strip().replace("\x00", "�")[:50] in response.content.decode().replace("\x00", "�")
    held.refresh_from_db()
    assert held.status == Status.PENDING


def test_what_is_closed_to_readers_can_still_be_answered(held, carol, post, signed_in):
    Discussion.objects.filter(pk=post.pk).update(access=Discussion.Access.CLOSED)
    assert answer(signed_in(carol), held, "Words I spent an hour on.").status_code == 303
    held.refresh_from_db()
    assert held.status == Status.APPROVED


@pytest.mark.parametrize(("decided", "seen"), [("declined", "pending"), ("spam", "pending"), ("pending", "approved")])
def test_somebody_elses_decision_stands_and_the_text_comes_back(decided, seen, held, carol, signed_in):
    olive = an_owner()
    if decided == "pending":
        moderation.moderate([held.pk], Status.APPROVED, by=olive)
    moderation.moderate([held.pk], Status(decided), by=olive)
    response = answer(signed_in(carol), held, "Words I spent an hour on.", seen=seen)
    assert response.status_code == 409
    page = response.content.decode()
    assert "Words I spent an hour on." in page
    assert "Olive was first" in page
    assert not held.children.exists()


def test_who_approved_it_first_does_not_stop_an_answer(held, carol, signed_in):
    moderation.moderate([held.pk], Status.APPROVED, by=an_owner())
    assert answer(signed_in(carol), held).status_code == 303
    assert held.children.get().status == Status.APPROVED


def test_pressing_twice_publishes_once(held, carol, signed_in):
    client = signed_in(carol)
    answer(client, held)
    assert answer(client, held).status_code == 303
    assert held.children.count() == 1


def test_an_author_of_another_article_cannot_answer_from_the_queue(held, mallory, signed_in):
    assert answer(signed_in(mallory), held).status_code == 404
    assert not held.children.exists()


def test_a_text_that_came_back_is_not_run(held, carol, post, signed_in):
    Discussion.objects.filter(pk=post.pk).update(access=Discussion.Access.CLOSED)
    page = answer(signed_in(carol), held, "</textarea><script>alert(1)</script>").content.decode()
    assert "<script>alert(1)" not in page


def test_a_page_that_was_open_too_long_costs_no_text(held, carol):
    client = Client(enforce_csrf_checks=True)
    client.force_login(carol)
    response = answer(client, held, "Words I spent an hour on.")
    assert response.status_code == 403
    page = response.content.decode()
    assert "Words I spent an hour on." in page
    assert "publish it again" in page
    assert not held.children.exists()


def test_a_session_that_ended_costs_no_text(held, signed_in):
    response = answer(signed_in(None), held, "Words I spent an </textarea> hour on.")
    assert response.status_code == 403
    assert "Words I spent an &lt;/textarea&gt; hour on." in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert not held.children.exists()


def test_the_form_of_a_card_is_taken(held, carol):
    client = Client(enforce_csrf_checks=True)
    client.force_login(carol)
    page = client.get("/admin/queue/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    assert answer(client, held, csrfmiddlewaretoken=token).status_code == 303
    assert held.children.get().status == Status.APPROVED


def test_what_its_writer_changed_after_the_look_is_not_approved_with_an_answer(held, carol, signed_in):
    looked_at = moderation.as_seen(held.status, held.body_html)
    revisions.edit(held, "Buy my pills.")
    response = answer(signed_in(carol), held, "Thank you, Ellen.", seen=looked_at)
    assert response.status_code == 409
    page = response.content.decode()
    assert "Thank you, Ellen." in page
    assert "Buy my pills." in page
    held.refresh_from_db()
    assert held.status == Status.PENDING
