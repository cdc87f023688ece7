"""Answering, keeping, planning and putting off; and whatever goes wrong, the text is still there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from comments import moderation, revisions
from comments.models import Awaiting, Comment, Draft, Status
from comments.waiting import drafts, planning
from tests.builders import a_comment, a_user

pytestmark = pytest.mark.django_db

SCRIPT = {"Accept": "application/json"}
ACTS = ["{thread}/answer/", "{thread}/draft/", "{thread}/plan/", "{thread}/later/", "{thread}/done/", "back/", "old/", "drafts/1/cancel/"]  # fmt: skip


def send(client, comment, act="answer", body="Thank you for this.", about=None, **fields):
    seen = moderation.as_seen(comment.status, comment.body_html)
    data = {"comment": comment.pk, "body": body, "version": 0, "seen": seen, "next": "/admin/waiting/", **fields}
    headers = data.pop("headers", {})
    return client.post(f"/admin/waiting/{about or comment.pk}/{act}/", data, headers=headers)


def seen_word(thread):
    return Awaiting.objects.filter(root=thread).first().last_at.isoformat()


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.parametrize("act", ["answer", "draft", "plan"])
@pytest.mark.parametrize("comment", ["x", "9" * 30, "0"])
def test_what_names_no_comment_of_the_thread_answers_none_and_gives_the_text_back(
    act, comment, alice, post, thread, signed_in
):
    data = {"body": "Words of an hour.", "comment": comment}
    for about in (thread.pk, 999_999):
        response = signed_in(alice).post(f"/admin/waiting/{about}/{act}/", data)
        assert response.status_code == 404
        assert "Words of an hour.</textarea>" in response.content.decode()
    assert not Draft.objects.exists()
    assert not Comment.objects.filter(role="author").exists()


def state():
    return list(Comment.objects.values("pk", "status")), list(Draft.objects.values()), list(Awaiting.objects.values())


@pytest.mark.parametrize("act", ACTS)
def test_no_act_is_done_by_reading(act, alice, thread, signed_in):
    before = state()
    assert signed_in(alice).get(f"/admin/waiting/{act.format(thread=thread.pk)}").status_code == 405
    assert state() == before


@pytest.mark.parametrize("act", ["answer", "draft", "plan", "later", "done"])
@pytest.mark.parametrize(("who", "status"), [("mallory", 404), ("member", 403), ("nobody", 403)])
def test_a_stranger_changes_nothing_and_keeps_what_was_typed(act, who, status, thread, request, signed_in):
    user = None if who == "nobody" else a_user("erin") if who == "member" else request.getfixturevalue(who)
    before = state()
    response = send(signed_in(user), thread, act, "Words of an hour.", **{"for": "week"})
    assert response.status_code == status
    assert state() == before
    if status == 403:
        assert "Words of an hour.</textarea>" in response.content.decode()


def test_an_answer_is_published_and_one_goes_on_with_the_next(alice, thread, signed_in):
    response = send(signed_in(alice), thread, focus="77")
    assert (response.status_code, response["Location"]) == (303, "/admin/waiting/#card-77")
    answer = Comment.objects.get(parent=thread)
    assert (answer.body, answer.role, answer.user) == ("Thank you for this.", "author", alice)
    assert said(response) == ["Answered Ellen."]
    assert not Awaiting.objects.exists()


def test_an_answer_approves_what_waited(alice, held, signed_in):
    send(signed_in(alice), held)
    held.refresh_from_db()
    assert held.status == Status.APPROVED
    assert Comment.objects.filter(parent=held).exists()


def test_an_answer_goes_to_the_comment_that_was_looked_at(alice, post, thread, signed_in):
    reply = a_comment(post, thread, name="Frank")
    send(signed_in(alice), reply, about=thread.pk)
    assert Comment.objects.get(role="author").parent == reply


def test_an_answer_into_another_thread_is_refused(alice, post, thread, signed_in):
    other = a_comment(post)
    assert send(signed_in(alice), other, about=thread.pk).status_code == 404
    assert not Comment.objects.filter(role="author").exists()


@pytest.mark.parametrize(("body", "status"), [("", 400), ("  ", 400), ("x" * 20_001, 413)])
def test_a_text_that_does_not_fit_comes_back(body, status, alice, thread, signed_in):
    response = send(signed_in(alice), thread, body=body)
    assert response.status_code == status
    assert body.strip()[:40] in response.content.decode()


def test_what_somebody_changed_meanwhile_is_read_again_first(alice, held, signed_in):
    seen = moderation.as_seen("pending", held.body_html)
    revisions.edit(held, "Other words.")
    response = send(signed_in(alice), held, seen=seen)
    assert response.status_code == 409
    assert "Thank you for this.</textarea>" in response.content.decode()
    held.refresh_from_db()
    assert held.status == Status.PENDING


def test_what_was_removed_meanwhile_gives_the_text_back(alice, carol, thread, signed_in):
    moderation.moderate([thread.pk], Status.REMOVED, by=carol)
    response = send(signed_in(alice), thread)
    assert response.status_code == 409
    assert "Thank you for this.</textarea>" in response.content.decode()
    assert not Comment.objects.filter(parent=thread).exists()


@pytest.mark.parametrize("act", ["answer", "draft", "plan"])
def test_a_page_that_was_open_too_long_gives_the_text_back(act, alice, thread):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    response = send(client, thread, act, "Words of an hour.")
    assert response.status_code == 403
    assert "Words of an hour.</textarea>" in response.content.decode()
    assert not Draft.objects.exists()


@pytest.mark.parametrize("act", ["later", "done"])
def test_acts_without_a_text_are_guarded_as_everywhere(act, alice, thread):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    before = state()
    assert send(client, thread, act).status_code == 403
    assert state() == before


class TestDrafts:
    def test_a_script_is_told_the_version_and_the_time(self, alice, thread, signed_in):
        client = signed_in(alice)
        first = send(client, thread, "draft", "One", headers=SCRIPT).json()
        assert first["version"] == 1
        assert first["said"] == f"Saved {timezone.localtime(Draft.objects.get().saved_at):%H:%M}"
        assert send(client, thread, "draft", "Two", version=1, headers=SCRIPT).json()["version"] == 2
        assert send(client, thread, "draft", "", version=2, headers=SCRIPT).json()["version"] == 0
        assert not Draft.objects.exists()

    def test_without_a_script_one_is_back_on_the_page_with_the_draft(self, alice, thread, signed_in):
        response = send(signed_in(alice), thread, "draft", "Half a thought")
        assert (response.status_code, response["Location"]) == (303, "/admin/waiting/")
        assert said(response)[0].startswith("Saved ")
        assert drafts.of(alice, thread).body == "Half a thought"

    def test_it_outlives_the_session(self, alice, thread, signed_in):
        send(signed_in(alice), thread, "draft", "Half a thought")
        assert "Half a thought</textarea>" in signed_in(alice).get("/admin/waiting/").content.decode()

    def test_a_conflict_tells_a_script_the_other_text(self, alice, thread, signed_in):
        client = signed_in(alice)
        send(client, thread, "draft", "One")
        response = send(client, thread, "draft", "Other", headers=SCRIPT)
        assert response.status_code == 409
        assert (response.json()["other"], response.json()["version"]) == ("One", 1)
        assert drafts.of(alice, thread).body == "One"

    @pytest.mark.parametrize("act", ["draft", "answer", "plan"])
    def test_a_conflict_shows_both_texts_and_choosing_one_is_taken(self, act, alice, thread, signed_in):
        client = signed_in(alice)
        send(client, thread, "draft", "The one")
        at = f"{timezone.localtime() + timedelta(days=1):%Y-%m-%dT%H:%M}"
        response = send(client, thread, act, "The other", publish_at=at)
        text = response.content.decode()
        assert response.status_code == 409
        assert "readonly>The one</textarea>" in text
        assert "autofocus>The other</textarea>" in text
        assert '<input type="hidden" name="version" value="1">' in text
        assert drafts.of(alice, thread).body == "The one"
        assert send(client, thread, act, "The other", version=1, publish_at=at).status_code == 303

    def test_a_draft_that_was_published_elsewhere_is_said_to_be(self, alice, thread, signed_in):
        response = send(signed_in(alice), thread, "draft", "More", version=3, headers=SCRIPT)
        assert response.status_code == 409
        assert response.json()["other"] is None
        assert "published or emptied in another window" in response.json()["said"]

    @pytest.mark.parametrize("headers", [SCRIPT, {}])
    def test_more_than_is_kept_is_said_and_comes_back(self, headers, alice, thread, signed_in, monkeypatch):
        monkeypatch.setattr(drafts, "MAX_LENGTH", 10)
        response = send(signed_in(alice), thread, "draft", "Words without end", headers=headers)
        assert response.status_code == 413
        assert "too long" in response.content.decode()

    @pytest.mark.parametrize("field", [{"version": "x"}, {"version": "-1"}, {"version": "9" * 30}])
    def test_what_no_form_sends_is_nothing(self, field, alice, thread, signed_in):
        assert send(signed_in(alice), thread, "draft", "One", **field).status_code == 303
        assert drafts.of(alice, thread).version == 1

    def test_publishing_ends_the_draft(self, alice, thread, signed_in):
        client = signed_in(alice)
        send(client, thread, "draft", "One")
        send(client, thread, "answer", "One.", version=1)
        assert not Draft.objects.exists()


class TestPlans:
    def at(self, **after):
        return f"{timezone.localtime() + timedelta(**after):%Y-%m-%dT%H:%M}"

    def test_a_plan_is_kept_and_can_be_changed_and_cancelled(self, alice, thread, signed_in):
        client = signed_in(alice)
        response = send(client, thread, "plan", publish_at=self.at(days=1))
        assert said(response)[0].startswith("It will be published on ")
        draft = Draft.objects.get()
        assert draft.publish_at > timezone.now()
        send(client, thread, "plan", "Other words.", version=1, publish_at=self.at(days=2))
        draft.refresh_from_db()
        assert (draft.body, draft.publish_at > timezone.now() + timedelta(days=1, hours=23)) == ("Other words.", True)
        assert said(client.post(f"/admin/waiting/drafts/{draft.pk}/cancel/"))[-1].startswith(
            "It is not planned any more"
        )
        assert said(client.post(f"/admin/waiting/drafts/{draft.pk}/cancel/"))[-1].startswith("It was published already")
        draft.refresh_from_db()
        assert (draft.publish_at, draft.body) == (None, "Other words.")

    @pytest.mark.parametrize("publish_at", ["", "yesterday", "2001-01-01T10:00", "2999-01-01T10:00"])
    def test_a_time_that_cannot_be_meant_gives_the_text_back(self, publish_at, alice, thread, signed_in):
        response = send(signed_in(alice), thread, "plan", publish_at=publish_at)
        assert response.status_code == 400
        assert "Thank you for this.</textarea>" in response.content.decode()
        assert not Draft.objects.exists()

    def test_it_is_the_wording_that_was_looked_at_that_is_answered(self, alice, thread, signed_in):
        send(signed_in(alice), thread, "plan", publish_at=self.at(days=1))
        Comment.objects.filter(pk=thread.pk).update(body_html="<p>Other.</p>")
        Draft.objects.update(publish_at=timezone.now())
        assert planning.publish_due() == 0
        assert Draft.objects.get().trouble == "reworded"


def test_one_never_leaves_this_site(alice, thread, signed_in):
    response = send(signed_in(alice), thread, "draft", "One", next="https://evil.example/")
    assert response["Location"].startswith("/admin/")


def test_without_a_word_where_to_go_on_one_is_back_on_the_page(alice, thread, signed_in):
    assert send(signed_in(alice), thread, "draft", "One", next="")["Location"] == "/admin/waiting/"
