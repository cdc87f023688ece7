"""Bounces and complaints: believed only about letters that really went out."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone

from blog.mail import outbox, stopping
from blog.mail.models import DoNotMail, Incoming, Letter, address_mark
from comments.inbox import delivering

pytestmark = pytest.mark.django_db

MARK = address_mark("gone@example.org")


@pytest.fixture
def letter():
    made = outbox.owe("note", "gone@example.org")
    Letter.objects.filter(pk=made.pk).update(sent_at=timezone.now(), to="")
    made.refresh_from_db()
    return made


def message_id(letter, host="localhost"):
    return f"<{letter.message_id}@{host}>"


def a_bounce(name, status="5.1.1", action="failed", returned="message/rfc822"):
    return (
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.org\r\nTo: blog@example.org\r\nSubject: Undelivered Mail\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nIt failed.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; gone@example.org\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        f"--b\r\nContent-Type: {returned}\r\n\r\nMessage-ID: {name}\r\nSubject: x\r\n\r\nHello\r\n--b--\r\n"
    ).encode()


def a_complaint(name, kind="abuse"):
    return (
        "From: complaints@isp.example\r\nTo: blog@example.org\r\nSubject: FW: x\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nThis is a report.\r\n"
        f"--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: {kind}\r\nUser-Agent: x/1\r\nVersion: 1\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {name}\r\nSubject: x\r\n\r\nHello\r\n--b--\r\n"
    ).encode()


def take(raw):
    row = delivering.deliver(raw).row
    return row.outcome, row.code


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_an_address_that_does_not_exist_is_written_to_no_more(letter, returned):
    assert take(a_bounce(message_id(letter), returned=returned)) == (Incoming.Outcome.NOTED, "bounced")
    assert DoNotMail.objects.get().reason == DoNotMail.Reason.BOUNCED
    assert outbox.owe("note", "gone@example.org") is None


def test_a_complaint_ends_it_as_well(letter):
    assert take(a_complaint(message_id(letter))) == (Incoming.Outcome.NOTED, "complained")
    assert DoNotMail.objects.get(pk=MARK).reason == DoNotMail.Reason.COMPLAINED


@pytest.mark.parametrize(
    ("status", "action"), [("4.2.2", "delayed"), ("4.4.1", "failed"), ("5.1.1", "delayed"), ("2.0.0", "delivered")]
)
def test_what_passes_does_nothing(letter, status, action):
    assert take(a_bounce(message_id(letter), status, action)) == (Incoming.Outcome.NOTED, "soft")
    assert not DoNotMail.objects.exists()


def test_not_spam_is_no_complaint(letter):
    take(a_complaint(message_id(letter), "not-spam"))
    assert not DoNotMail.objects.exists()


@pytest.mark.parametrize("make", [a_bounce, a_complaint])
def test_a_report_about_nothing_we_sent_silences_nobody(letter, make):
    for name in (
        f"<{uuid4()}@localhost>",
        message_id(letter, "elsewhere.example"),
        "",
        "<x>",
        f"<{letter.message_id}>",
    ):
        assert take(make(name)) == (Incoming.Outcome.REFUSED, "report")
    assert not DoNotMail.objects.exists()


def test_a_letter_that_is_still_owed_has_not_bounced():
    letter = outbox.owe("note", "gone@example.org")
    assert take(a_bounce(message_id(letter)))[1] == "report"
    assert not stopping.is_stopped(MARK)


def test_a_report_is_not_kept_itself_since_it_names_people(letter):
    delivering.deliver(a_bounce(message_id(letter)))
    row = Incoming.objects.get()
    assert (row.text, bytes(row.raw)) == ("", b"")


def test_what_its_owner_asked_for_outlives_a_bounce(letter):
    stopping.stop(MARK)
    take(a_bounce(message_id(letter)))
    assert DoNotMail.objects.get().reason == DoNotMail.Reason.ASKED
    assert stopping.lift([MARK]) == 0
