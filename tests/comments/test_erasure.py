"""After an erasure no table knows the person."""

from __future__ import annotations

import pytest
from django.apps import apps

from blog.mail import outbox
from blog.mail.models import Letter
from comments import check, erasure, moderation, revisions
from comments.models import Comment, Commenter, Discussion, Status, Subscription
from tests.builders import a_comment, a_post, carol

pytestmark = pytest.mark.django_db

WORDS = ["Wilhelmina", "wilhelmina@example.org", "wilhelmina.example.org", "kept-network-hash"]


def wilhelminas(post, **fields):
    return a_comment(post, name=WORDS[0], email=WORDS[1], website=f"https://{WORDS[2]}/", network=WORDS[3], **fields)


def everything_stored():
    for model in apps.get_models():
        for row in model._default_manager.values():
            yield from (str(value) for value in row.values())


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("keep_text", [True, False])
def test_no_table_holds_name_address_website_or_network(status, keep_text):
    post = a_post()
    comment = wilhelminas(post, status=status)
    erasure.erase(comment, keep_text=keep_text)
    stored = "\n".join(everything_stored())
    assert not [word for word in WORDS if word in stored]


def test_earlier_wordings_and_reasons_go_too():
    comment = wilhelminas(a_post(), status=Status.PENDING, body="I am Wilhelmina.", body_html="<p>I am Wilhelmina.</p>")
    moderation.moderate([comment.pk], Status.APPROVED, by=carol(), reason="Wilhelmina is known to me")
    revisions.edit(comment, "I am W., formerly Wilhelmina.")
    erasure.erase(comment, keep_text=False)
    assert "Wilhelmina" not in "\n".join(everything_stored())


def test_the_words_can_stay_without_the_name(client):
    post = a_post()
    comment = wilhelminas(post, body_html="<p>Worth keeping.</p>")
    erasure.erase(comment, keep_text=True)
    page = client.get(post.get_absolute_url()).content.decode()
    assert "Worth keeping." in page
    assert "Wilhelmina" not in page


def test_replies_keep_their_place_and_counts_stay_true():
    post = a_post()
    comment = wilhelminas(post)
    a_comment(post, comment)
    erasure.erase(comment, keep_text=False)
    assert Comment.objects.get(pk=comment.pk).status == Status.WITHDRAWN
    assert Discussion.objects.get().comment_count == 1
    assert not list(check.faults())


def test_undo_does_not_reach_across_an_erasure():
    moderator = carol()
    comment = wilhelminas(a_post(), status=Status.PENDING)
    act = moderation.moderate([comment.pk], Status.APPROVED, by=moderator).act
    erasure.erase(comment, keep_text=False)
    assert not moderation.undo(act, by=moderator).changed
    assert Comment.objects.get().body == ""


@pytest.mark.parametrize(("scope", "stays"), [("articles", True), ("replies", False)])
def test_with_the_last_response_goes_the_name_but_not_the_mail_that_was_asked_for(scope, stays):
    comment = wilhelminas(a_post(), proof=Comment.Proof.ADDRESS)
    commenter = Commenter.objects.create(email=WORDS[1], name=WORDS[0], folded_name=WORDS[0].lower())
    Subscription.objects.create(commenter=commenter, scope=scope)
    letter = outbox.owe("article", WORDS[1])
    erasure.erase(comment, keep_text=False)
    left = Commenter.objects.filter(pk=commenter.pk).values_list("name", "folded_name").first()
    assert left == (("", "") if stays else None)
    assert Subscription.objects.exists() == Letter.objects.filter(pk=letter.pk).exists() == stays
