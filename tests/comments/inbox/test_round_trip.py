"""From the letter that goes out, through what a mail program makes of it, back to the page."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from blog.mail.models import Incoming
from comments import following, moderation
from comments.inbox import delivering
from comments.models import Comment, Status, Subscription
from comments.staffmail.announcing import announce
from tests.builders import a_comment, a_post, an_owner
from tests.comments.post_box import after

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(ellen):
    """Word of a comment, to a reader who follows the discussion."""
    post = a_post()
    following.follow(ellen, Subscription.Scope.DISCUSSION, a_comment(post).discussion, None)
    comment = a_comment(post, name="David", email="david@example.org", status=Status.PENDING)
    moderation.moderate([comment.pk], Status.APPROVED, by=an_owner())
    [sent] = after()
    return comment, message_from_bytes(sent.message().as_bytes(), policy=policy.default)


def a_reply(letter, words, *, below=False, kind="plain"):
    """As mail programs do: the answer, and all of the letter quoted."""
    theirs = letter.get_body((kind,)).get_content()
    intro = f"On Mon, Nov 2, 2026 at 9:00 AM {letter['From']} wrote:"
    quoted = "\n".join(f"> {line}".rstrip() for line in theirs.split("\n"))
    reply = EmailMessage()
    reply["From"], reply["To"], reply["Subject"] = letter["To"], letter["Reply-To"], f"Re: {letter['Subject']}"
    reply["Message-ID"], reply["In-Reply-To"] = "<reply@mail.example.org>", letter["Message-ID"]
    if kind == "html":
        html = f'<div>{words}</div><div class="gmail_quote"><blockquote>{theirs}</blockquote></div>'
        reply.set_content(html, subtype="html")
    else:
        reply.set_content(f"{intro}\n{quoted}\n\n{words}" if below else f"{words}\n\n{intro}\n\n{quoted}")
    return reply.as_bytes()


@pytest.mark.parametrize(("kind", "below"), [("plain", False), ("plain", True), ("html", False)])
def test_a_reader_answers_the_letter_and_only_their_words_arrive(letter, kind, below):
    comment, sent = letter
    done = delivering.deliver(a_reply(sent, "Thank you, David.", below=below, kind=kind))
    assert done.row.outcome == Incoming.Outcome.HELD
    answer = Comment.objects.get(pk=done.row.answer)
    assert (answer.body, answer.parent_id, answer.name) == ("Thank you, David.", comment.pk, "Ellen")


@pytest.mark.parametrize(("kind", "below"), [("plain", False), ("plain", True), ("html", False)])
def test_a_moderator_answers_word_of_what_waits_and_that_approves_it(moderator, kind, below):
    comment = a_comment(a_post(), name="David", status=Status.PENDING)
    announce()
    [sent] = [letter for letter in after() if letter.to == ["carol@example.org"]]
    letter = message_from_bytes(sent.message().as_bytes(), policy=policy.default)
    done = delivering.deliver(a_reply(letter, "Welcome, David.", below=below, kind=kind))
    comment.refresh_from_db()
    answer = Comment.objects.get(pk=done.row.answer)
    assert (done.row.outcome, comment.status, answer.status) == ("published", Status.APPROVED, Status.APPROVED)
    assert (answer.body, answer.user, answer.parent_id) == ("Welcome, David.", moderator.user, comment.pk)


def test_nothing_private_of_the_letter_gets_out_when_its_quote_is_answered(letter):
    _comment, sent = letter
    quoted = "\n".join(f"> {line}" for line in sent.get_body(("plain",)).get_content().split("\n"))
    words = "\n".join(f"{line}\n\nMine {number}.\n" for number, line in enumerate(quoted.split("\n")))
    reply = EmailMessage()
    reply["From"], reply["To"], reply["Message-ID"] = sent["To"], sent["Reply-To"], "<2@mail.example.org>"
    reply.set_content(words)
    answer = Comment.objects.get(pk=delivering.deliver(reply.as_bytes()).row.answer)
    assert "Mine 1." in answer.body
    assert "/comments/mail/" not in answer.body
    assert "/mail/stop/" not in answer.body


def test_the_letter_itself_that_comes_back_is_nobodys_answer(letter):
    _comment, sent = letter
    sent.replace_header("To", sent["Reply-To"])
    assert delivering.deliver(sent.as_bytes()).row.code == "automatic"
    assert not Comment.objects.filter(parent__isnull=False).exists()


def test_while_replies_are_off_no_letter_offers_one(settings, ellen):
    settings.REPLY_ADDRESS = ""
    post = a_post()
    following.follow(ellen, Subscription.Scope.DISCUSSION, a_comment(post).discussion, None)
    comment = a_comment(post, name="David", email="david@example.org", status=Status.PENDING)
    moderation.moderate([comment.pk], Status.APPROVED, by=an_owner())
    [sent] = after()
    assert sent.message()["Reply-To"] is None
    assert "reply to this mail" not in sent.body


def test_a_letter_says_that_a_reply_is_public(letter):
    _comment, sent = letter
    for kind in ("plain", "html"):
        assert "for everybody to read" in sent.get_body((kind,)).get_content()
