from __future__ import annotations

import json

import pytest
from django.core import mail
from django.core.management import call_command

from accounts import ownership
from blog.mail import outbox
from blog.mail.models import Letter
from blog.maintenance import CHORES
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def _two_letters(settings):
    settings.EMAIL_CONFIGURED = True
    ellens = a_comment(a_post(), email="ellen@example.org")
    outbox.owe("proof", "ellen@example.org", about=ellens.pk)
    outbox.owe("novelty", "bob@example.org")


def test_it_says_in_one_line_what_it_did(capsys):
    call_command("maintain")
    assert capsys.readouterr().out == (
        "Dropped 0 network hashes, 0 notes and measures, 0 proof requests, 0 subscription requests, 0 letters, 0 incoming mail, 0 sessions, 0 devices, 0 cache rows, 0 tasks, 0 changes of pages."
        " Mail: 0 sent, 0 put off, 0 given up.\n"
    )


def test_a_program_reads_the_same_numbers(capsys):
    call_command("maintain", json=True)
    mail = {"sent": 0, "put off": 0, "given up": 0}
    assert json.loads(capsys.readouterr().out) == {**dict.fromkeys(CHORES, 0), "mail": mail}


@pytest.mark.usefixtures("_two_letters")
def test_it_sends_what_is_due(capsys):
    call_command("maintain")
    assert "Mail: 1 sent, 1 put off, 0 given up." in capsys.readouterr().out
    assert [message.to for message in mail.outbox] == [["ellen@example.org"]]


@pytest.mark.usefixtures("_two_letters")
def test_a_server_that_is_away_is_a_number_and_loses_nothing(settings, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    call_command("maintain", json=True)
    assert json.loads(capsys.readouterr().out)["mail"] == {"sent": 0, "put off": 1, "given up": 0}
    assert Letter.objects.owed().count() == 2


def test_it_tells_those_who_decide_what_waits(settings):
    settings.EMAIL_CONFIGURED, settings.MAIL_DELAY_MINUTES = True, 0
    ownership.make("olive", "olive@example.org", "correct horse")
    a_comment(a_post(), status="pending")
    call_command("maintain")
    assert [message.to for message in mail.outbox] == [["olive@example.org"]]


def test_more_than_a_batch_goes_out(settings, capsys):
    settings.EMAIL_CONFIGURED = True
    post = a_post()
    for n in range(outbox.BATCH * 2 + 1):
        comment = a_comment(post, email=f"{n}@example.org")
        outbox.owe("proof", comment.email, about=comment.pk)
    call_command("maintain", json=True)
    assert json.loads(capsys.readouterr().out)["mail"]["sent"] == outbox.BATCH * 2 + 1
