"""Headers and parts of anything that claims to be a mail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.inbox import received
from comments.inbox.received import parse


def sender_of(value):
    return parse(f"From: {value}\r\nTo: x@example.org\r\n\r\n".encode()).sender


@pytest.mark.parametrize(
    ("value", "sender"),
    [
        ("carol@example.org", "carol@example.org"),
        ("Carol <Carol@Example.ORG>", "carol@example.org"),
        ('"Moder, Carol" <carol@example.org>', "carol@example.org"),
        ("=?utf-8?q?C=C3=A4rol?= <carol@example.org>", "carol@example.org"),
        ('"carol@example.org" <carol@example.org>', "carol@example.org"),
        ("<carol@example.org> (Carol)", "carol@example.org"),
    ],
)
def test_the_one_sender_is_found(value, sender):
    assert sender_of(value) == sender


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Carol",
        "carol@example.org, mallory@example.net",
        "Staff: carol@example.org;",
        "Staff: carol@example.org, mallory@example.net;",
        "carol@example.org <mallory@example.net>",
        "=?utf-8?q?carol=40example=2Eorg?=",
        "=?utf-8?q?carol?=@example.org",
        "carol@example.org@example.net",
        "<carol@example.org",
        "<carol@example.org>, <carol@example.org>",
        "undisclosed:;",
        "carol\x00@example.org",
        "cärol@example.org",
    ],
)
def test_where_it_is_not_plain_there_is_none_that_could_pass_for_carol(value):
    assert sender_of(value) != "carol@example.org" or value == "<carol@example.org"


def test_two_headers_are_no_sender():
    assert parse(b"From: a@example.org\r\nFrom: b@example.org\r\n\r\n").sender == ""


def test_the_envelope_comes_first_and_each_address_once():
    mail = parse(b"To: b@example.org, <a@example.org>\r\nCc: c@example.org\r\nDelivered-To: a@example.org\r\n\r\n")
    assert mail.recipients == ["a@example.org", "b@example.org", "c@example.org"]


def test_a_header_is_one_line_and_has_an_end():
    mail = parse(b"Subject: one\r\n two\r\nX-Long: " + b"a" * 9000 + b"\r\n\r\n")
    assert mail.header("subject") == "one two"
    assert len(mail.header("x-long")) == received.MAX_HEADER


def test_a_mark_is_by_number_only_for_a_reader_who_is_known():
    one, other = (parse(f"Message-ID: <1@x>\r\nX: {n}\r\n\r\n".encode()) for n in (1, 2))
    assert one.mark("c1") == other.mark("c1") != one.mark("c2")
    assert one.mark() != other.mark()


def test_without_a_number_it_is_known_by_all_of_it():
    one, other = parse(b"Subject: a\r\n\r\n"), parse(b"Subject: b\r\n\r\n")
    assert one.mark("c1") != other.mark("c1")
    assert one.mark("c1") == parse(b"Subject: a\r\n\r\n").mark("c1")


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"only words", bytes(range(256)), b"X-Some: thing\r\n\r\nwords"])
def test_what_has_nothing_of_a_mail_is_not_readable(raw):
    assert not parse(raw).is_readable


def test_only_so_many_parts_are_looked_at():
    raw = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 500 + b"--b--"
    assert len(list(parse(raw).parts())) < received.MAX_PARTS


@given(st.binary(max_size=500), st.sampled_from(["from", "to", "content-type", "x"]))
def test_no_bytes_are_too_odd_for_any_question(raw, name):
    mail = parse(f"{name}: ".encode() + raw)
    assert isinstance(mail.sender, str)
    assert isinstance(mail.kind, str)
    assert all("@" in address for address in mail.recipients)
    assert all(received.content_type(part).count("/") == 1 for part in mail.parts())
    assert len(mail.mark()) == 64
