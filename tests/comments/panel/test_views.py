"""Acts over HTTP: who may, how it must be asked, where it leads back to, and that nothing else changes."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from comments import moderation, revisions
from comments.models import Comment, Defaults, Discussion, Event, Status
from comments.panel.acts import ACTS
from tests.builders import a_comment, a_post, a_user, an_owner

pytestmark = pytest.mark.django_db

ACT, UNDO = "/admin/queue/act/", "/admin/queue/undo/"


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def state() -> list[tuple]:
    comments = Comment.objects.order_by("pk").values_list("pk", "status", "lft", "rght", "body_html")
    return [*comments, *Discussion.objects.order_by("pk").values_list("pk", "comment_count", "version")]


@pytest.mark.parametrize("code", ACTS)
@pytest.mark.parametrize("role", ["moderator", "author", "owner"])
def test_who_decides_here_can(code, role, post, carol, alice, signed_in):
    user = {"moderator": carol, "author": alice}.get(role) or an_owner()
    start = Status.APPROVED if code == "hold" else Status.PENDING
    comment, bystander = a_comment(post, status=start), a_comment(post, status=start)
    response = signed_in(user).post(ACT, {"act": code, "comment": f"{comment.pk}:{start}"})
    assert (response.status_code, response["Location"]) == (303, "/admin/queue/")
    comment.refresh_from_db()
    bystander.refresh_from_db()
    assert (comment.status, bystander.status) == (ACTS[code].to, start)
    event = Event.objects.get()
    assert (event.actor, event.from_status, event.to_status) == (user, start, ACTS[code].to)


@pytest.mark.parametrize("code", ACTS)
@pytest.mark.parametrize("role", ["visitor", "member", "author of another article"])
def test_who_does_not_decide_here_changes_nothing(code, role, post, mallory, signed_in):
    user = {"member": a_user("bob"), "author of another article": mallory}.get(role)
    comment = a_comment(post, status=Status.APPROVED if code == "hold" else Status.PENDING)
    before = state()
    response = signed_in(user).post(ACT, {"act": code, "comment": comment.pk})
    assert response.status_code == {"visitor": 302, "member": 403}.get(role, 303)
    assert state() == before
    assert not Event.objects.exists()


def test_an_author_decides_on_nothing_where_the_owner_says_so(held, alice, signed_in):
    Defaults.objects.update_or_create(pk=1, defaults={"authors_moderate": False})
    client = signed_in(alice)
    assert client.get("/admin/queue/").status_code == 403
    assert client.post(ACT, {"act": "approve", "comment": held.pk}).status_code == 403
    held.refresh_from_db()
    assert held.status == Status.PENDING


@pytest.mark.parametrize("path", [ACT, UNDO, "/admin/queue/1/answer/"])
@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_acts_are_only_ever_posted(path, method, carol, signed_in):
    assert getattr(signed_in(carol), method)(path).status_code == 405


@pytest.mark.parametrize("path", [ACT, UNDO, "/admin/queue/{}/answer/"])
def test_an_act_without_the_csrf_token_is_refused(path, held, carol):
    client = Client(enforce_csrf_checks=True)
    client.force_login(carol)
    sent = {"act": "approve", "comment": held.pk, "body": "x"}
    assert client.post(path.format(held.pk), sent).status_code == 403
    held.refresh_from_db()
    assert held.status == Status.PENDING


def test_the_pages_take_no_posts(held, carol, signed_in):
    client = signed_in(carol)
    assert client.post("/admin/queue/").status_code == 405
    assert client.post(f"/admin/queue/{held.pk}/").status_code == 405


def test_a_stranger_is_asked_to_log_in_and_a_member_told_no(held, signed_in):
    assert signed_in(None).get("/admin/queue/")["Location"].startswith("/admin/login/")
    response = signed_in(a_user("bob")).get("/admin/queue/")
    assert response.status_code == 403
    assert b'id="header"' in response.content
    assert b"Ellen" not in response.content


def test_an_unknown_act_is_a_bad_request(held, carol, signed_in):
    for code in ("", "publish", "__class__"):
        assert signed_in(carol).post(ACT, {"act": code, "comment": held.pk}).status_code == 400


@pytest.mark.parametrize("sent", [[], [""], ["x"], ["-1"], ["1 OR 1=1"], ["9" * 40]])
def test_without_a_comment_one_is_told_to_choose(sent, carol, signed_in):
    response = signed_in(carol).post(ACT, {"act": "approve", "comment": sent})
    assert said(response) == ["Choose at least one comment first."]


def test_a_huge_id_is_simply_not_there(carol, held, signed_in):
    response = signed_in(carol).post(ACT, {"act": "approve", "comment": "9" * 18})
    assert said(response) == ["One comment is not there, or not yours to decide."]
    assert signed_in(carol).get(f"/admin/queue/{'9' * 30}/").status_code == 404


def test_many_are_decided_in_one_act_and_undone_in_one(post, carol, signed_in):
    comments = [a_comment(post, status=Status.PENDING) for _ in range(3)]
    shown = a_comment(post)
    client = signed_in(carol)
    picked = [f"{c.pk}:{c.status}" for c in [*comments, shown]]
    response = client.post(ACT, {"act": "spam", "comment": picked})
    assert said(response) == ["Marked 4 comments as spam."]
    (act,) = set(Event.objects.values_list("act", flat=True))
    client.post(UNDO, {"act": act})
    assert list(Comment.objects.order_by("pk").values_list("status", flat=True)) == ["pending"] * 3 + ["approved"]


def test_foreign_comments_among_many_are_left_alone(post, mallory, held, signed_in):
    own = a_comment(a_post(mallory), status=Status.PENDING)
    response = signed_in(mallory).post(ACT, {"act": "approve", "comment": [own.pk, held.pk]})
    assert said(response) == ["Approved Bob’s comment.", "One comment is not there, or not yours to decide."]
    held.refresh_from_db()
    assert held.status == Status.PENDING


def test_the_first_decision_stands_and_the_second_is_told(held, carol, signed_in):
    moderation.moderate([held.pk], Status.DECLINED, by=an_owner())
    response = signed_in(carol).post(ACT, {"act": "approve", "comment": f"{held.pk}:pending"}, follow=True)
    held.refresh_from_db()
    assert held.status == Status.DECLINED
    assert "Olive was first: Ellen’s comment is declined." in response.content.decode()
    assert Event.objects.get().act.hex in response.content.decode().replace("-", "")


def test_the_toast_offers_to_undo_what_was_just_done(held, carol, signed_in):
    client = signed_in(carol)
    page = client.post(ACT, {"act": "approve", "comment": held.pk}, follow=True).content.decode()
    assert "Approved Ellen’s comment." in page
    assert f'name="act" value="{Event.objects.get().act}"' in page
    client.post(UNDO, {"act": Event.objects.get().act})
    held.refresh_from_db()
    assert held.status == Status.PENDING
    assert "Approved Ellen" not in client.get("/admin/queue/").content.decode()


def test_undo_skips_what_has_moved_on_and_says_so(held, carol, signed_in):
    client = signed_in(carol)
    client.post(ACT, {"act": "approve", "comment": held.pk})
    act = Event.objects.get().act
    client.post(ACT, {"act": "spam", "comment": held.pk})
    response = client.post(UNDO, {"act": act})
    assert said(response)[-1] == "One comment has moved on since and was left as it is."
    held.refresh_from_db()
    assert held.status == Status.SPAM


def test_nobody_undoes_what_is_not_theirs_to_decide(held, carol, mallory, signed_in):
    act = moderation.moderate([held.pk], Status.APPROVED, by=carol).act
    signed_in(mallory).post(UNDO, {"act": act})
    held.refresh_from_db()
    assert held.status == Status.APPROVED


@pytest.mark.parametrize("act", ["", "x", "0" * 32, "' OR 1=1 --"])
def test_undoing_nothing_is_said_plainly(act, carol, signed_in):
    assert said(signed_in(carol).post(UNDO, {"act": act})) == ["There was nothing left to undo."]


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "queue",
        "",
        "\r\nSet-Cookie: a=b",
        "http:///evil.example",
    ],
)
def test_a_forged_way_back_leads_to_the_queue(target, held, carol, signed_in):
    response = signed_in(carol).post(ACT, {"act": "approve", "comment": held.pk, "next": target})
    assert response["Location"] == "/admin/queue/"


@pytest.mark.parametrize(
    ("target", "focus", "expected"),
    [
        ("/admin/queue/?status=spam&person=bob", "12", "/admin/queue/?status=spam&person=bob#card-12"),
        ("/2026/11/silence/#comment-4", "12", "/2026/11/silence/#comment-4"),
        ("/admin/queue/?after=1-1", "<script>", "/admin/queue/?after=1-1"),
    ],
)
def test_an_act_leads_back_to_where_it_was_asked_for(target, focus, expected, held, carol, signed_in):
    response = signed_in(carol).post(ACT, {"act": "approve", "comment": held.pk, "next": target, "focus": focus})
    assert response["Location"] == expected


@pytest.mark.parametrize("role", ["moderator", "author of another article"])
def test_the_title_of_a_draft_is_not_told_to_a_colleague(role, post, carol, alice, mallory, signed_in):
    draft = a_post(alice, title="Not ready yet", status="draft")
    client = signed_in(carol if role == "moderator" else mallory)
    assert "Not ready yet" not in client.get("/admin/queue/", {"post": draft.pk}).content.decode()
    assert "Not ready yet" in signed_in(alice).get("/admin/queue/", {"post": draft.pk}).content.decode()


@pytest.mark.parametrize("answer", ["9" * 5000, "9" * 19, "٣", "-1", "x"])
def test_an_answer_that_no_key_can_be_is_not_looked_for(answer, carol, signed_in):
    assert signed_in(carol).post(UNDO, {"answer": answer}).status_code == 303


@pytest.fixture
def changed_after_a_look(held):
    """What a decider was shown, of a comment that says something else by now."""
    looked_at = moderation.as_seen(held.status, held.body_html)
    revisions.edit(held, "Buy my pills.")
    return looked_at


def test_what_its_writer_changed_after_the_look_is_not_published_unread(held, changed_after_a_look, carol, signed_in):
    client = signed_in(carol)
    for picks in ([f"{held.pk}:{changed_after_a_look}"], [f"{held.pk}:{changed_after_a_look}", "999"]):
        response = client.post(ACT, {"act": "approve", "comment": picks})
        assert "changed by its writer meanwhile" in " ".join(said(response))
        held.refresh_from_db()
        assert held.status == Status.PENDING


def test_nobody_dodges_a_refusal_by_changing_the_words(held, changed_after_a_look, carol, signed_in):
    signed_in(carol).post(ACT, {"act": "spam", "comment": f"{held.pk}:{changed_after_a_look}"})
    held.refresh_from_db()
    assert held.status == Status.SPAM


@pytest.mark.parametrize("place", ["/admin/queue/", "/admin/queue/{0.pk}/", "the article"])
def test_every_form_says_what_was_looked_at(place, held, post, carol, signed_in):
    a_comment(post, status=Status.PENDING)
    address = post.get_absolute_url() if place == "the article" else place.format(held)
    seen = moderation.as_seen("pending", held.body_html)
    assert f'value="{held.pk}:{seen}"' in signed_in(carol).get(address).content.decode()
