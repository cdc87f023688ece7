"""Whoever sends more fields than the form has, sends nothing more."""

from __future__ import annotations

import pytest
from django.test import Client

from comments import links
from comments.forms import token_for
from comments.models import Comment
from tests.builders import a_comment, a_post, a_user

pytestmark = pytest.mark.django_db

TOO_MUCH = {
    "status": "approved",
    "role": "author",
    "kind": "mention",
    "proof": "1",
    "tree_id": "1",
    "lft": "1",
    "level": "0",
    "id": "1",
    "pk": "1",
    "held_for": "",
    "body_html": "<script>alert(1)</script>",
    "body_markup": "wordpress",
    "submitted_at": "2001-01-01",
    "network": "",
    "helpful_count": "99",
    "source": "x",
    "shown_at": "2001-01-01",
}


@pytest.fixture(autouse=True)
def unlimited(settings):
    settings.COMMENT_FLOOD_SECONDS = settings.COMMENT_RATE_LIMIT = 0


def test_a_guest_sends_what_the_form_has_and_nothing_else():
    post, boss = a_post(), a_user("boss", is_staff=True)
    given = {"name": "Mallory", "email": "m@example.org", "body": "Words.", "token": token_for(post.pk)}
    Client(REMOTE_ADDR="203.0.113.1").post(f"/comments/on/{post.pk}/", {**given, **TOO_MUCH, "user": boss.pk})
    comment = Comment.objects.get()
    assert (comment.status, comment.role, comment.kind, comment.proof, comment.user) == (
        "pending",
        "",
        "comment",
        0,
        None,
    )
    assert (comment.body_html, comment.helpful_count, comment.source) == ("<p>Words.</p>", 0, "")
    assert comment.network
    assert comment.submitted_at.year > 2001


def test_an_edit_changes_the_text_and_nothing_else():
    comment = a_comment(a_post(), status="pending")
    before = {name: value for name, value in vars(comment).items() if not name.startswith("_")}
    token = links.token(links.RECEIPT, comment)
    Client().post(
        f"/comments/receipt/{token}/edit/", {"body": "Other words.", "name": "Alice", "email": "", **TOO_MUCH}
    )
    after = vars(Comment.objects.get(pk=comment.pk))
    changed = {name for name, value in before.items() if after[name] != value}
    marks = {"word_count", "markup_version", "edited_at", "reworded_at", "fingerprint", "likeness"}
    assert changed <= {"body", "body_html", *marks}
    assert after["body_html"] == "<p>Other words.</p>"
