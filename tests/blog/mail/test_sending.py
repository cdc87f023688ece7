"""What comes of one letter, told apart by what the server says. The outbox's tests send many."""

from __future__ import annotations

import pytest
from django.core.mail import get_connection

from blog.mail import outbox, sending, stopping
from blog.mail.models import address_mark

pytestmark = pytest.mark.django_db


@pytest.fixture
def hand_over(owe, post_office):
    return lambda: sending.hand_over(owe(), get_connection())


@pytest.mark.parametrize(
    ("answer", "to_an_address", "to_a_mail", "to_us"),
    [
        ("250 OK", "sent", "sent", "sent"),
        ("421 Closing", "no server", "no server", "no server"),
        ("450 Busy", "put off", "put off", "no server"),
        ("499 Later", "put off", "put off", "no server"),
        ("500 What?", "failed", "failed", "no server"),
        ("550 No", "failed", "failed", "no server"),
    ],
)
def test_what_is_about_one_letter_is_told_from_what_is_about_all(
    hand_over, post_office, answer, to_an_address, to_a_mail, to_us
):
    post_office.answers["ellen@example.org"] = answer
    assert hand_over().result == to_an_address
    post_office.answers.clear()
    post_office.answer_to_mail = answer
    assert hand_over().result == to_a_mail
    post_office.answer_to_mail, post_office.answer_to_sender = "250 OK", answer
    assert hand_over().result == to_us


def test_what_went_wrong_is_a_sentence_that_holds_no_address(hand_over, post_office):
    post_office.answers["ellen@example.org"] = "550 ellen@example.org is not known here"
    assert hand_over().why == "The mail server refused the address (550)."


def test_a_server_that_wants_another_password_is_no_server(hand_over, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "blog", "wrong"
    assert hand_over().result == "no server"


def test_nobody_there_is_a_sentence_too(owe, settings):
    outcome = sending.hand_over(owe(), get_connection())
    assert (outcome.result, outcome.why) == (
        "no server",
        "The mail server could not be reached (ConnectionRefusedError).",
    )


def test_a_wish_for_no_mail_that_comes_while_a_letter_is_being_owed_is_kept(owe, post_office):
    letter = owe()
    stopping.DoNotMail.objects.create(pk=address_mark("ellen@example.org"))
    assert sending.hand_over(letter, get_connection()).result == "dropped"
    assert post_office.received == []


def test_no_composer_can_pass_for_the_mail_server(composes, post_office):
    @composes("broken")
    def broken(letter):
        raise ConnectionError

    letter = outbox.owe("broken", "ellen@example.org")
    assert sending.hand_over(letter, get_connection()).result == "put off"
