"""Whoever sends words that become nothing gets them back, once, and never by a program's mistake."""

from __future__ import annotations

import pytest
from django.core import mail

from blog.mail import outbox
from blog.mail.models import Incoming, Letter
from comments.inbox import addresses, delivering, letters
from tests.comments.inbox.mails import a_mail

pytestmark = pytest.mark.django_db

LONG = "Some words that matter. " * 1000


def send(bobs, ellen, words=LONG, **headers):
    return delivering.deliver(a_mail(addresses.reply_to(bobs, ellen), "ellen@example.org", words, **headers)).row


def test_the_words_come_back_with_the_reason_to_the_address_we_know(bobs, ellen):
    send(bobs, ellen)
    outbox.send_due()
    (letter,) = mail.outbox
    assert letter.to == ["ellen@example.org"]
    assert "Some words that matter. Some words that matter." in letter.body
    assert f"{len(LONG.strip())} characters long, and 20000 fit" in letter.body
    assert f"/comments/{bobs.pk}" in letter.body or str(bobs.pk) in letter.body


def test_what_is_written_back_is_escaped(bobs, ellen):
    send(bobs, ellen, "<script>alert(1)</script>" + LONG)
    outbox.send_due()
    html = mail.outbox[0].alternatives[0][0]
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_three_a_day_and_no_more(bobs, ellen):
    for number in range(5):
        send(bobs, ellen, f"{number} {LONG}")
    assert Letter.objects.filter(kind=letters.REFUSED).count() == letters.MOST_A_DAY


def test_who_asks_for_no_programs_mail_gets_none(bobs, ellen):
    send(bobs, ellen, X_Auto_Response_Suppress="All")
    assert not Letter.objects.exists()


@pytest.mark.parametrize("header", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"Return_Path": "<>"}])
def test_no_program_is_answered(bobs, ellen, header):
    assert send(bobs, ellen, **header).code == "automatic"
    assert not Letter.objects.exists()


def test_a_stranger_is_not_answered(bobs, ellen):
    delivering.deliver(a_mail(addresses.reply_to(bobs, ellen), "mallory@example.net", LONG))
    assert not Letter.objects.exists()


def test_nothing_is_told_of_a_mail_that_was_thrown_away(bobs, ellen):
    send(bobs, ellen)
    Incoming.objects.all().delete()
    outbox.send_due()
    assert mail.outbox == []


def test_without_a_mail_server_nothing_is_owed(bobs, ellen, settings):
    settings.EMAIL_CONFIGURED = False
    assert send(bobs, ellen).outcome == Incoming.Outcome.REFUSED
    assert not Letter.objects.exists()
