"""What errors and lines may repeat: nobody's address, words or keys."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from blog import discretion


@pytest.mark.parametrize(
    ("said", "repeated"),
    [
        ("Not Found: /comments/receipt/abc.def:123/", "Not Found: /comments/receipt/…/"),
        ("Internal Server Error: /comments/mail/abc123/stop/", "Internal Server Error: /comments/mail/…/stop/"),
        ("GET /2026/01/article/?sent=5:secret&page=2", "GET /2026/01/article/?…"),
        ("GET /search/?q=my+illness HTTP/1.1", "GET /search/?… HTTP/1.1"),
        ("Internal Server Error: /admin/queue/feed/3-abc/", "Internal Server Error: /admin/queue/feed/…/"),
        ("Not Found: /mail/stop/0f3a.c2ln-_x/", "Not Found: /mail/stop/…/"),
        ('"POST /mail/stop/0f3a.c2ln" 200', '"POST /mail/stop/…" 200'),
        ("Not Found: /2026/01/article/", "Not Found: /2026/01/article/"),
        ("100 % of /comments/12/", "100 % of /comments/12/"),
        ("mail to bob@example.org failed", "mail to … failed"),
        ("from Bob <bob+x@mail.example.org>, late", "from Bob <…>, late"),
        ("asked by 203.0.113.9", "asked by …"),
        ("asked by 2001:db8::7:1", "asked by …"),
        ("asked by 2001:db8:0:0:0:0:7:1.", "asked by …."),
        ("Port 8000 on 127.0.0.1 is taken", "Port 8000 on 127.0.0.1 is taken"),
        ("version 1.2.3 of 2026-11-27 at 10:15:30", "version 1.2.3 of 2026-11-27 at 10:15:30"),
        ("one\r\n2026-01-01 CRITICAL root: forged", "one\\r\\n2026-01-01 CRITICAL root: forged"),
        ("\x1b[31mred\x00\u2028", "\\x1b[31mred\\x00\\u2028"),
    ],
)
def test_a_line_names_nobody_and_stays_one_line(said, repeated):
    assert discretion.line(said) == repeated


def test_a_line_has_an_end():
    assert len(discretion.line("a" * 10**6)) == discretion.LONGEST_LINE + 1


@pytest.mark.parametrize(
    ("error", "repeated"),
    [
        (
            IntegrityError(
                'duplicate key value violates unique constraint "accounts_email"\nDETAIL:  Key (email)=(bob@example.org)'
            ),
            'IntegrityError: duplicate key value violates unique constraint "accounts_email"',
        ),
        (ValueError("Key (email)=(bob@x.org) exists"), "ValueError: Key (email)=(…) exists"),
        (
            ValueError("invalid literal for int() with base 10: 'I have it too'"),
            "ValueError: invalid literal for int() with base 10: '…'",
        ),
        (AttributeError("'NoneType' object has no attribute 'pk'"), None),
        (KeyError("words of a comment"), "KeyError: '…'"),
        (KeyError("slug"), "KeyError: 'slug'"),
        (RuntimeError(), "RuntimeError"),
    ],
)
def test_an_error_keeps_its_own_words_and_not_what_it_choked_on(error, repeated):
    assert discretion.error(error) == (repeated or f"{type(error).__name__}: {error}")


@pytest.mark.django_db
def test_what_the_database_quotes_is_cut(django_user_model):
    """As it is said: by PostgreSQL with the row, by SQLite without."""
    django_user_model.objects.create_user("bob-of-the-hill", "bob@example.org")
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        django_user_model.objects.create_user("bob-of-the-hill", "bob@example.org")
    if connection.vendor == "postgresql":
        assert "bob-of-the-hill" in str(caught.value)
    assert "bob" not in "\n".join(discretion.tracebacks(caught.value))


def test_a_traceback_tells_places_and_neither_code_s_values_nor_this_machine():
    def inner(text):
        raise ValueError(f"cannot read '{text}'")

    try:
        try:
            inner("what somebody wrote")
        except ValueError as error:
            raise RuntimeError("stopped") from error
    except RuntimeError as error:
        lines = discretion.tracebacks(error)
    assert [line for line in lines if not line.startswith("  ")] == [
        "ValueError: cannot read '…'",
        "RuntimeError: stopped",
    ]
    assert any("tests/blog/test_discretion.py" in line and "in inner" in line for line in lines)
    assert not [line for line in lines if str(discretion.ROOT) in line or "somebody" in line]


def test_notes_on_an_error_are_left_out():
    error = ValueError("stopped")
    error.add_note("bob wrote this")
    assert "bob" not in "\n".join(discretion.tracebacks(error))


def test_an_endless_recursion_and_an_endless_chain_have_an_end():
    def endless():
        endless()

    error = None
    for _number in range(20):
        try:
            raise ValueError("next") from error
        except ValueError as raised:
            error = raised
    assert len([line for line in discretion.tracebacks(error) if line.startswith("Val")]) == discretion.MOST_ERRORS
    with pytest.raises(RecursionError) as caught:
        endless()
    assert len(discretion.tracebacks(caught.value)) <= discretion.MOST_FRAMES + 1
