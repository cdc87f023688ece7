"""When the owner is told about the mail, and when nobody is bothered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from blog.mail import attention, incoming, outbox
from blog.mail.models import Incoming, Letter

pytestmark = pytest.mark.django_db


def test_nothing_owed_is_nothing_to_say(settings):
    assert attention.notices() == []
    settings.EMAIL_CONFIGURED = False
    assert attention.notices() == []
    assert attention.waiting_since() is None


def test_what_was_just_owed_is_nothing_to_say(owe, later):
    owe()
    later(minutes=9)
    assert attention.notices() == []


def test_what_should_be_out_for_ten_minutes_is_said(owe, later):
    owe()
    later(minutes=11)
    assert attention.notices() == ["Mail does not get out: the oldest letter has been due for 11\xa0minutes."]


def test_what_is_to_be_sent_later_is_not_late(owe, later):
    owe(due_at=timezone.now() + timedelta(days=2))
    later(days=1)
    assert attention.waiting_since() is None
    later(days=1, minutes=30)
    assert 29 * 60 < (timezone.now() - attention.waiting_since()).total_seconds() < 31 * 60


def test_being_put_off_makes_nobody_younger(owe, later):
    owe()
    for _time in range(12):
        outbox.send_due()
        later(minutes=1)
    assert len(attention.notices()) == 1


def test_a_site_without_a_mail_server_is_told_what_names_one(owe, settings):
    settings.EMAIL_CONFIGURED = False
    owe()
    owe("bob@example.org")
    assert attention.notices() == ["2 letters are owed, but no mail server is named. The setting EMAIL_URL names one."]


def test_what_was_given_up_is_said_until_somebody_decides(owe, post_office):
    post_office.answers["ellen@example.org"] = "550 No"
    owe()
    outbox.send_due()
    assert attention.notices() == ["1 letter was given up and waits for your decision."]
    outbox.try_again(Letter.objects.all())
    assert attention.notices() == []


def test_mail_that_was_kept_aside_is_said_until_it_is_thrown_away():
    outcomes = Incoming.Outcome
    for mark, outcome in (("a", outcomes.KEPT), ("b", outcomes.REFUSED), ("c", outcomes.PUBLISHED)):
        incoming.keep(mark, outcome, "several", "Why.", sender="ellen@example.org")
    assert attention.notices() == [
        "1 mail that came was kept aside."
        ' The page “<a href="/admin/mail/incoming/?outcome__exact=kept">Incoming mail</a>” says why.'
    ]
    Incoming.objects.update(sender="")
    assert attention.notices() == []
