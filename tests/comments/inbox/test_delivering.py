"""From a mail to what becomes of it: once, whatever it is, and never lost."""

from __future__ import annotations

import pytest
from django.db import DatabaseError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blog.mail import incoming
from blog.mail.models import Incoming, Letter
from comments.inbox import addresses, answering, delivering, reading
from comments.models import Comment, Status
from tests.builders import a_comment, a_post
from tests.comments.inbox.mails import a_mail

pytestmark = pytest.mark.django_db

Outcome = Incoming.Outcome


@pytest.fixture
def to_carol(bobs, moderator):
    return addresses.reply_to(bobs, moderator)


def test_a_moderators_reply_is_published_and_approves_what_it_answers(moderator):
    comment = a_comment(a_post(), status=Status.PENDING)
    done = delivering.deliver(a_mail(addresses.reply_to(comment, moderator)))
    assert (done.row.outcome, done.row.why) == (Outcome.PUBLISHED, "")
    comment.refresh_from_db()
    answer = Comment.objects.get(pk=done.row.answer)
    assert comment.status == answer.status == Status.APPROVED
    assert (answer.parent_id, answer.user, answer.body) == (comment.pk, moderator.user, "Well said.")


def test_a_readers_reply_waits_like_any_other_comment(bobs, ellen):
    done = delivering.deliver(a_mail(addresses.reply_to(bobs, ellen), "ellen@example.org"))
    assert done.row.outcome == Outcome.HELD
    answer = Comment.objects.get(pk=done.row.answer)
    assert (answer.status, answer.name, answer.proof) == (Status.PENDING, "Ellen", Comment.Proof.ADDRESS)


def test_the_same_mail_again_becomes_nothing_more(to_carol):
    raw = a_mail(to_carol)
    first = delivering.deliver(raw)
    again = delivering.deliver(b"Received: from another.way\r\n" + raw)
    assert (again.row, again.is_repeat) == (first.row, True)
    assert Comment.objects.filter(body="Well said.").count() == 1


def test_the_same_refusal_again_is_told_once(bobs, ellen):
    raw = a_mail(addresses.reply_to(bobs, ellen), "ellen@example.org", words="")
    assert not delivering.deliver(raw).is_repeat
    assert delivering.deliver(raw).is_repeat
    assert Letter.objects.filter(kind="inbox-refused").count() == 1


def test_nobody_blocks_a_mail_by_sending_its_number_first(to_carol):
    forged = a_mail(to_carol, "mallory@example.net", Message_ID="<guessed@example.org>")
    assert delivering.deliver(forged).row.code == "sender"
    assert delivering.deliver(a_mail(to_carol, Message_ID="<guessed@example.org>")).row.outcome == Outcome.PUBLISHED


def test_two_readers_may_use_one_number(to_carol, bobs, ellen):
    delivering.deliver(a_mail(to_carol, Message_ID="<1@example.org>"))
    theirs = a_mail(addresses.reply_to(bobs, ellen), "ellen@example.org", "Mine.", Message_ID="<1@example.org>")
    assert delivering.deliver(theirs).row.outcome == Outcome.HELD


def test_the_address_of_the_envelope_is_enough(to_carol):
    raw = a_mail("blog@example.org")
    assert delivering.deliver(raw, recipient=to_carol).row.outcome == Outcome.PUBLISHED


def test_addresses_of_several_days_for_one_answer_are_one(bobs, moderator, to_carol, monkeypatch):
    today = addresses._today()
    monkeypatch.setattr(addresses, "_today", lambda: today + 1)
    both = f"{to_carol}, {addresses.reply_to(bobs, moderator)}"
    assert delivering.deliver(a_mail(both)).row.outcome == Outcome.PUBLISHED


def test_what_became_a_comment_is_kept_there_and_not_twice(to_carol):
    row = Incoming.objects.get(pk=delivering.deliver(a_mail(to_carol)).row.pk)
    assert (row.text, bytes(row.raw)) == ("", b"")


def test_a_mail_that_breaks_the_program_is_kept(to_carol, monkeypatch):
    def broken(*_given):
        raise ZeroDivisionError

    monkeypatch.setattr(answering, "answer", broken)
    row = delivering.deliver(a_mail(to_carol)).row
    assert (row.outcome, row.code) == (Outcome.KEPT, "broken")
    assert b"Well said." in bytes(row.raw)


def test_while_the_database_is_away_nothing_is_taken(to_carol, monkeypatch):
    def away(*_given):
        raise DatabaseError

    monkeypatch.setattr(answering, "answer", away)
    with pytest.raises(DatabaseError):
        delivering.deliver(a_mail(to_carol))
    assert not Incoming.objects.exists()


def test_a_reader_in_a_hurry_is_asked_to_come_again(bobs, ellen):
    for words in ("One.", "Two."):
        raw = a_mail(addresses.reply_to(bobs, ellen), "ellen@example.org", words)
        if words == "One.":
            assert delivering.deliver(raw).row.outcome == Outcome.HELD
    with pytest.raises(answering.PutOff):
        delivering.deliver(raw)
    assert Incoming.objects.count() == 1


def test_of_what_is_too_large_only_the_beginning_is_kept(to_carol, monkeypatch):
    monkeypatch.setattr(delivering, "MAX_BYTES", 1000)
    row = delivering.deliver(a_mail(to_carol, words="x" * 2000)).row
    assert (row.outcome, row.code) == (Outcome.REFUSED, "size")


def test_five_megabytes_of_attachment_are_dropped_with_a_word(to_carol):
    head = a_mail(to_carol).partition(b"Content-Type")[0]
    part = (
        b"Content-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + b"iVBORw0KGgo=\r\n" * 370_000
    )
    raw = (
        head
        + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nWith a picture.\r\n--b\r\n"
        + part
        + b"\r\n--b--\r\n"
    )
    row = delivering.deliver(raw).row
    assert (row.outcome, row.attachments) == (Outcome.PUBLISHED, 1)
    assert Comment.objects.get(pk=row.answer).body == "With a picture."


SHAPES = {
    "10,000 parts": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nFirst words.\r\n"
    + b"--b\r\nContent-Type: text/html\r\n\r\n<p>x</p>\r\n" * 10_000
    + b"--b--\r\n",
    "a header without end": b"X-Long: " + b"a" * 2_000_000 + b"\r\n\r\nFirst words.",
    "very many headers": b"X-One: a\r\n" * 50_000 + b"\r\nFirst words.",
    "a content type without end": b"Content-Type: text/plain; a=" + b"b; c=" * 200_000 + b"\r\n\r\nFirst words.",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_no_size_of_anything_takes_long(to_carol, shape):
    row = delivering.deliver(a_mail(to_carol).partition(b"Content-Type")[0] + SHAPES[shape]).row
    assert (row.outcome, Comment.objects.filter(body="First words.").count()) == (Outcome.PUBLISHED, 1)


@pytest.mark.parametrize("kind", [b"multipart/mixed", b"message/rfc822"])
def test_parts_in_parts_in_parts_are_kept_or_refused(to_carol, kind):
    levels = b"".join(
        b"Content-Type: %s; boundary=b%d\r\n\r\n%s" % (kind, n, b"--b%d\r\n" % n if b"multi" in kind else b"")
        for n in range(3000)
    )
    row = delivering.deliver(a_mail(to_carol).partition(b"Content-Type")[0] + levels + b"\r\nwords\r\n").row
    assert row.outcome in {Outcome.KEPT, Outcome.REFUSED}
    assert not Comment.objects.filter(parent__isnull=False).exists()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=400), st.sampled_from([b"", b"From: carol@example.org\r\n", b"Content-Type: multipart/report;"])
)
def test_no_bytes_raise_or_publish_anything(db, head, raw):
    before = Comment.objects.count()
    row = delivering.deliver(head + raw).row
    assert row.outcome in {Outcome.KEPT, Outcome.REFUSED}
    assert Comment.objects.count() == before


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=300), st.sampled_from(["text/html", "text/plain; charset=utf-16", "multipart/mixed; boundary=b"])
)
def test_any_body_of_a_real_sender_is_taken(bobs, moderator, body, kind):
    raw = a_mail(addresses.reply_to(bobs, moderator)).partition(b"Content-Type")[0]
    row = delivering.deliver(raw + f"Content-Type: {kind}\r\n\r\n".encode() + body).row
    assert row.code not in {"broken", "unreadable"}
    published = Comment.objects.filter(pk=row.answer).values_list("body", flat=True).first()
    assert (row.outcome == Outcome.PUBLISHED) == bool(published)


def test_the_program_that_reads_is_the_one_that_publishes(to_carol, monkeypatch):
    monkeypatch.setattr(reading, "words_of", lambda _mail: reading.Words("", "", 0))
    assert delivering.deliver(a_mail(to_carol)).row.code == "empty"


def test_a_flood_from_strangers_does_not_fill_the_disk(monkeypatch, to_carol, bobs, ellen):
    monkeypatch.setattr(incoming, "STRANGERS_A_DAY", 2)
    strange = [a_mail("reply+nobody@blog.example.org", "mallory@example.net", words=f"Buy {n}.") for n in range(4)]
    rows = [delivering.deliver(raw).row for raw in strange]
    assert [(bool(row.text), bool(row.raw)) for row in rows] == [(True, True)] * 2 + [(False, False)] * 2
    refused = delivering.deliver(a_mail(addresses.reply_to(bobs, ellen), "ellen@example.org", words="> a")).row
    assert refused.raw  # of who we know nothing is ever lost
    assert delivering.deliver(a_mail(to_carol)).row.outcome == Outcome.PUBLISHED
