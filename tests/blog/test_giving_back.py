"""blog/giving_back.py: what somebody sent is in the answer, and one press sends it again."""

from __future__ import annotations

import errno
from html import unescape
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from comments.forms import token_for
from comments.models import Comment
from tests.builders import a_comment, a_post, a_user, an_owner
from tests.outage import away, form_in, read_only

pytestmark = pytest.mark.django_db

WORDS = 'A thought of mine,\r\n\r\nwith </textarea><script>alert("x")</script> & more.'
WHO = {"name": "Ellen <b>", "email": "ellen@example.org", "website": "example.org", "remember": "on"}


@pytest.fixture(autouse=True)
def _no_limits(settings):
    settings.COMMENT_FLOOD_SECONDS = settings.COMMENT_RATE_LIMIT = 0
    settings.EMAIL_CONFIGURED = True


@pytest.fixture
def patient(client):
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(("trouble", "why"), [(away, "does not answer"), (read_only, "stores nothing at the moment")])
def test_a_comment_comes_back_in_its_form_and_can_be_sent_from_there(patient, trouble, why):
    parent = a_comment(a_post())
    post = parent.discussion.post
    fields = {**WHO, "body": WORDS, "parent": str(parent.pk), "token": token_for(post.pk), "follow": "thread"}
    with trouble():
        response = patient.post(f"/comments/on/{post.pk}/", {**fields, "typed": "17", "send": "Send reply"})
    page = response.content.decode()
    assert response.status_code == 503
    assert "<script>alert" not in page
    assert why in page
    assert "the same text never appears twice" in page
    action, again = form_in(response.content, "/comments/on/")
    assert {name: again[name].replace("\r\n", "\n") for name in fields} == {
        name: value.replace("\r\n", "\n") for name, value in fields.items()
    }
    assert patient.post(action, again).status_code == 303
    assert Comment.objects.get(parent=parent).name == "Ellen <b>"


def test_what_was_stored_all_the_same_does_not_appear_twice(patient):
    post = a_post()
    fields = {**WHO, "body": WORDS, "token": token_for(post.pk)}
    assert patient.post(f"/comments/on/{post.pk}/", fields).status_code == 303
    with away():
        response = patient.post(f"/comments/on/{post.pk}/", fields)
    assert patient.post(*form_in(response.content, "/comments/on/")).status_code == 303
    assert Comment.objects.count() == 1


def test_a_members_comment_comes_back_with_the_key_it_was_sent_with():
    member = Client(enforce_csrf_checks=True, raise_request_exception=False)
    member.force_login(a_user("uma"))
    post = a_post()
    csrf = form_in(member.get(post.get_absolute_url()).content, "/comments/on/")[1]["csrfmiddlewaretoken"]
    with away():
        response = member.post(f"/comments/on/{post.pk}/", {"body": WORDS, "csrfmiddlewaretoken": csrf})
    action, again = form_in(response.content, "/comments/on/")
    assert "name" not in again
    assert member.post(action, again).status_code == 303


@pytest.mark.parametrize("trouble", [away, read_only])
def test_what_is_sent_in_the_panel_comes_back_and_can_be_sent_from_there(trouble):
    owner = Client(enforce_csrf_checks=True, raise_request_exception=False)
    owner.force_login(an_owner())
    comment = a_comment(a_post(), status="pending")
    page = owner.get(f"/admin/queue/{comment.pk}/")
    action, fields = form_in(page.content, "/answer/")
    fields["body"] = f"{WORDS} " + "And one sentence more. " * 5
    with trouble():
        response = owner.post(action, fields)
    assert response.status_code == 503
    again, kept = form_in(response.content)
    assert again == action
    assert kept["body"].split() == fields["body"].split()
    assert owner.post(again, kept).status_code in {302, 303}
    assert Comment.objects.filter(parent=comment).exists()


def test_a_password_is_not_given_back(patient):
    with away():
        response = patient.post("/accounts/login/", {"login": "uma", "password": "correct horse"})
    assert response.status_code == 503
    assert b"correct horse" not in response.content
    assert b"Send it again" not in response.content
    assert b"Go back in a moment and send it again" in response.content


def test_a_form_with_a_file_gives_back_what_was_written(patient, tmp_path):
    patient.force_login(an_owner())
    (tmp_path / "a.gif").write_bytes(b"GIF89a")
    told = "A glass of water on a window sill, in the light of the morning, half full, and behind it the garden."
    with (tmp_path / "a.gif").open("rb") as file, away():
        response = patient.post("/admin/posts/picture/add/", {"alt": told, "file": file})
    assert response.status_code == 503
    assert told in unescape(response.content.decode())
    assert b"Send it again" not in response.content


def test_a_picture_that_finds_no_room_gets_a_sentence(patient, monkeypatch, tmp_path):
    patient.force_login(an_owner())

    def no_room(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", no_room)
    response = patient.post(
        "/admin/posts/picture/upload/", {"alt": "x", "file": a_picture()}, headers={"Accept": "application/json"}
    )
    assert response.status_code == 503
    assert response.json() == {"error": "The disk of this site is full, so it stores nothing at the moment."}


def a_picture():
    drawn = BytesIO()
    Image.new("RGB", (20, 10)).save(drawn, "PNG")
    return SimpleUploadedFile("a.png", drawn.getvalue(), "image/png")
