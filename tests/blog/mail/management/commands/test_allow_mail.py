from __future__ import annotations

import json

import pytest
from django.core.management import call_command

from blog.mail import outbox, stopping
from blog.mail.models import address_mark

pytestmark = pytest.mark.django_db


def test_who_has_changed_their_mind_is_written_to_again(capsys):
    stopping.stop(address_mark("bob@example.org"))
    call_command("allow_mail", "Bob@example.org")
    assert capsys.readouterr().out == "This address may be written to again.\n"
    assert outbox.owe("proof", "bob@example.org", about=1)


def test_it_says_so_where_nobody_had_asked_for_silence(capsys):
    call_command("allow_mail", "bob@example.org")
    call_command("allow_mail", "bob@example.org", json=True)
    first, second = capsys.readouterr().out.splitlines()
    assert first == "Nobody had stopped mail to this address."
    assert json.loads(second) == {"was_stopped": False}
