"""Mails that are made to keep their reader busy: one that took minutes would hold up every other."""

from __future__ import annotations

import time

import pytest

from comments.inbox import automatic, reading
from comments.inbox.received import parse

SECONDS = 5  # on a busy machine; without their mends each of these takes far longer
HEAD = b"From: Mallory <mallory@example.org>\r\nTo: reply@blog.example.org\r\n"
SIGNED = b"-----BEGIN PGP SIGNED MESSAGE-----\n"


def nested(depth: int) -> bytes:
    return b"".join(
        b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (number, number + 1) for number in range(depth)
    )


def a_mail(body: bytes, kind: bytes = b"text/plain", more: bytes = b"") -> bytes:
    return HEAD + more + b"Content-Type: " + kind + b"\r\n\r\n" + body


@pytest.mark.parametrize(
    "raw",
    [
        a_mail(b"x" * 500_000),
        a_mail(b"+a" * 250_000),
        a_mail(b"%2f" * 160_000),
        a_mail(b"Yes\n\n> " + b"x" * 400_000 + b"\n\nNo\n"),
        a_mail(b"<p>" + b"x" * 500_000, b"text/html"),
        a_mail(SIGNED * 14_000),
        a_mail((SIGNED + b"\n") * 14_000),
        a_mail(nested(90) + b"\n" * 1_000_000, b"multipart/mixed; boundary=b0"),
        a_mail(nested(900) + b"--\n" * 300_000, b"multipart/mixed; boundary=b0"),
        a_mail(b"--b\n\n" * 400_000, b"multipart/mixed; boundary=b"),
        a_mail(b"x", more=(b"Cc: " + b'"' * 3_990 + b"\r\n") * 1_000),
        a_mail(b"\n" * 20_000_000),
    ],
    ids=[
        "line",
        "pluses",
        "wrapped",
        "quote",
        "html",
        "armour",
        "armours",
        "nested",
        "deeper",
        "parts",
        "quotes",
        "lines",
    ],
)
def test_none_takes_long(raw):
    began = time.monotonic()
    mail = parse(raw)
    assert not mail.recipients or mail.recipients == ["reply@blog.example.org"]
    automatic.is_automatic(mail)
    reading.words_of(mail)
    assert time.monotonic() - began < SECONDS


def test_a_large_photograph_is_no_bomb():
    photograph = (b"x" * 76 + b"\r\n") * 300_000
    parts = b"--b\r\n\r\nSee this.\r\n--b\r\nContent-Type: image/jpeg\r\n\r\n" + photograph + b"--b--\r\n"
    mail = parse(a_mail(parts, b"multipart/mixed; boundary=b"))
    assert reading.words_of(mail).text == "See this."
