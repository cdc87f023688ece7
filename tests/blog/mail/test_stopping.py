"""A wish for no mail, carried by a link that holds no address."""

from __future__ import annotations

import pytest

from blog.mail import outbox, stopping
from blog.mail.models import DoNotMail, Letter, address_mark

pytestmark = pytest.mark.django_db

ELLEN, BOB = address_mark("ellen@example.org"), address_mark("bob@example.org")


def token(mark: str) -> str:
    return stopping.address_for(mark).rstrip("/").rpartition("/")[2]


def test_a_link_names_whom_it_was_made_for():
    assert stopping.mark_of(token(ELLEN)) == ELLEN
    assert stopping.address_for(ELLEN).startswith("http://localhost:8000/mail/stop/")


@pytest.mark.parametrize(
    "forged",
    [
        "",
        ".",
        ELLEN,
        f"{ELLEN}.",
        f"{BOB}.{token(ELLEN).partition('.')[2]}",
        token(ELLEN)[:-1],
        token(ELLEN) + "A",
        token(ELLEN).upper(),
        f"ellen@example.org.{token(ELLEN).partition('.')[2]}",
        f"{ELLEN}.ä",
        "\x00",
    ],
)
def test_a_forged_link_names_nobody(forged):
    assert stopping.mark_of(forged) == ""


def test_a_signature_made_for_something_else_is_none():
    from django.core.signing import Signer

    assert stopping.mark_of(f"{ELLEN}.{Signer(salt='another').signature(ELLEN)}") == ""


def test_stopping_takes_back_what_is_owed_and_what_was_given_up(owe, post_office):
    post_office.answers["ellen@example.org"] = "550 No"
    owe()
    outbox.send_due()
    owe()
    owe("bob@example.org")
    assert stopping.stop(ELLEN)
    assert [letter.to for letter in Letter.objects.all()] == ["bob@example.org"]
    assert stopping.is_stopped(ELLEN)
    assert not stopping.is_stopped(BOB)


def test_stopping_twice_is_stopping_once():
    assert stopping.stop(ELLEN)
    assert not stopping.stop(ELLEN)
    assert DoNotMail.objects.count() == 1


def test_a_letter_that_was_given_up_before_cannot_be_tried_again(owe, post_office):
    stopping.stop(ELLEN)
    Letter.objects.create(kind="note", to="ellen@example.org", address=ELLEN)
    outbox.try_again(Letter.objects.all())
    assert outbox.send_due() == {"dropped": 1}
    assert post_office.received == []


def test_of_many_it_says_in_one_query_who_wants_none(django_assert_num_queries):
    stopping.stop(ELLEN)
    with django_assert_num_queries(1):
        assert stopping.stopped([ELLEN, BOB]) == {ELLEN}
