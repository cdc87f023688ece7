"""Which part the text is, and what its bytes mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.inbox import bodies
from comments.inbox.received import parse


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        ("Grüße".encode(), "utf-8", "Grüße"),
        ("Grüße".encode("latin-1"), "utf-8", "Grüße"),
        ("Grüße".encode(), "us-ascii", "Grüße"),
        ("“a”".encode("cp1252"), "iso-8859-1", "“a”"),
        ("Grüße".encode(), "no-such-letters", "Grüße"),
        ("Grüße".encode(), "base64", "Grüße"),
        ("Grüße".encode(), "\x00", "Grüße"),
        ("é".encode("utf-16"), "utf-16", "é"),
        ("語".encode("iso2022_jp"), "ISO-2022-JP", "語"),
        ("š".encode("iso8859-2"), '"iso-8859-2"', "š"),
        (b"\xff\xfe\xfa", "utf-8", "ÿþú"),
        ("ü".encode()[:1] + "äöü".encode() * 30, "utf-8", "\ufffd" + "äöü" * 30),
    ],
)
def test_bytes_are_read_as_they_were_meant(data, charset, text):
    assert bodies.decoded(data, charset) == text


@given(
    st.binary(max_size=200), st.text(max_size=20) | st.sampled_from(["utf-7", "idna", "rot13", "hex", "utf-32", "big5"])
)
def test_no_bytes_of_any_charset_raise(data, charset):
    assert isinstance(bodies.decoded(data, charset), str)


@pytest.mark.parametrize(
    ("flowed", "text"),
    [
        ("one \ntwo", "one two"),
        ("one\ntwo", "one\ntwo"),
        ("> one \n> two\nthree", "> one two\nthree"),
        ("> one \n>> two", "> one \n>> two"),
        ("one \n-- \nCarol", "one \n-- \nCarol"),
        (" >not a quote", ">not a quote"),
    ],
)
def test_a_flowed_line_goes_on(flowed, text):
    assert bodies.unflowed(flowed) == text


def test_without_the_space_where_it_is_only_the_mark():
    assert bodies.unflowed("日 \n本", delete_space=True) == "日本"


def test_an_inner_mail_is_an_attachment_and_not_read():
    raw = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nOuter.\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nInner.\r\n--b--"
    body = bodies.body_of(parse(raw))
    assert (body.text.strip(), body.attachments) == ("Outer.", 1)


def test_of_a_text_without_end_only_so_much_is_read():
    assert len(bodies.body_of(parse(b"Subject: x\r\n\r\n" + b"word " * 400_000)).text) <= bodies.MAX_BYTES


def test_a_cipher_is_seen_wherever_it_stands():
    raw = b"Subject: x\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQ==\r\n-----END PGP MESSAGE-----\r\n"
    assert bodies.body_of(parse(raw)).is_encrypted


def test_of_what_was_signed_within_the_text_the_words_are_left():
    signed = (
        "Before\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nWell said.\n- - a list\n"
        "-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\nBehind"
    )
    raw = b"Subject: x\r\n\r\n" + signed.encode()
    assert bodies.body_of(parse(raw)).text == "Before\nWell said.\n- a list\n\nBehind"


@pytest.mark.parametrize("text", ["a\n\n-----BEGIN PGP SIGNED MESSAGE-----\n\nb\n", "\n\na", "", "a\n"])
def test_what_only_looks_signed_stays_as_it_is(text):
    assert bodies._without_armour(text) == text


def test_what_is_signed_without_a_head_is_read_as_well():
    text = "-----BEGIN PGP SIGNED MESSAGE-----\n\na\n\nb\n-----BEGIN PGP SIGNATURE-----\n-----END PGP SIGNATURE-----"
    assert bodies._without_armour(text).strip() == "a\n\nb"
