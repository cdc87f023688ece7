"""What no person wrote."""

from __future__ import annotations

import pytest

from comments.inbox import automatic
from comments.inbox.received import parse


def a_mail(head="", sender="carol@example.org"):
    return parse(f"{head}From: {sender}\r\nTo: x@example.org\r\n\r\nwords".encode())


@pytest.mark.parametrize(
    "head",
    [
        "Auto-Submitted: auto-generated\r\n",
        "Auto-Submitted: auto-replied; owner-email=x\r\n",
        "Precedence: BULK\r\n",
        "Precedence: junk\r\n",
        "Precedence: list\r\n",
        "List-Id: Things <things.example.org>\r\n",
        "X-Autoreply: yes\r\n",
        "Return-Path: <>\r\n",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n",
        "Subject: Automatic reply: Bob\r\n",
        "Subject: Réponse automatique : Bob\r\n",
        "Subject: Abwesenheitsnotiz: Bob\r\n",
        "Subject: =?utf-8?B?UsOpcG9uc2UgYXV0b21hdGlxdWU=?= : Bob\r\n",
        "Subject: Out of office: Bob\r\n",
        "X-Loop: localhost\r\n",
        "List-Unsubscribe: <http://localhost:8000/mail/stop/a.b/>\r\n",
    ],
)
def test_a_program_is_known_by_its_headers(head):
    assert automatic.is_automatic(a_mail(head))


@pytest.mark.parametrize(
    "sender", ["MAILER-DAEMON@mx.example.org", "postmaster@example.org", "no-reply@localhost", "bounce+7@x.org"]
)
def test_a_program_is_known_by_its_address(sender):
    assert automatic.is_automatic(a_mail(sender=sender))


@pytest.mark.parametrize(
    "head",
    [
        "",
        "Auto-Submitted: no\r\n",
        "Return-Path: <carol@example.org>\r\n",
        "X-Auto-Response-Suppress: All\r\n",
        "Subject: Re: Automatic replies are a bad idea\r\n",
        "X-Loop: elsewhere.example\r\n",
        "List-Unsubscribe: <https://elsewhere.example/stop/>\r\n",
    ],
)
def test_a_person_is_not(head):
    assert not automatic.is_automatic(a_mail(head))


def test_our_own_sender_is_ours(settings):
    settings.DEFAULT_FROM_EMAIL = "Olive <blog@example.org>"
    assert automatic.is_ours(a_mail(sender="blog@example.org"))


def test_who_wants_no_programs_answer_says_so():
    assert automatic.wants_no_answer(a_mail("X-Auto-Response-Suppress: OOF\r\n"))
    assert not automatic.wants_no_answer(a_mail())
