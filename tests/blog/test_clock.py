"""blog/clock.py: a clock that was ahead for a moment holds nothing up for as long as it was ahead."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from blog import clock, worker
from blog.chores import keeping
from blog.chores.models import Chore
from blog.mail import outbox
from blog.mail.models import Letter
from blog.maintenance import MAINTAIN, maintain
from comments import moderation
from comments.models import Comment
from tests.builders import a_comment, a_post, carol

pytestmark = pytest.mark.django_db

YEAR = timedelta(days=365)


@pytest.fixture(autouse=True)
def _mail_works(settings):
    settings.EMAIL_CONFIGURED = True


def a_year_ahead():
    return time_machine.travel(timezone.now() + YEAR, tick=True)


def owe(address: str = "ellen@example.org") -> Letter:
    comment = a_comment(a_post(), email=address)
    return outbox.owe("proof", comment.email, about=comment.pk)


def sent() -> list[str]:
    worker.look()
    return [message.to[0] for message in mail.outbox]


def test_while_the_clock_is_right_nothing_is_touched(django_assert_max_num_queries):
    letter = owe()
    Letter.objects.filter(pk=letter.pk).update(claimed_until=timezone.now() + outbox.LEASE, claimed_by=uuid.uuid4())
    outbox.owe("proof", "bob@example.org", about=letter.about, due_at=timezone.now() + timedelta(days=1))
    with django_assert_max_num_queries(7):
        assert clock.put_right() == 0


def test_a_letter_in_the_hands_of_a_worker_that_died_then_goes_out():
    letter = owe()
    with a_year_ahead():
        assert outbox._claim(1) == [letter]
    assert sent() == []
    maintain()
    assert sent() == ["ellen@example.org"]
    assert sent() == ["ellen@example.org"]  # and once


def test_a_letter_that_was_owed_then_goes_out():
    with a_year_ahead():
        owe()
    assert sent() == []
    maintain()
    assert sent() == ["ellen@example.org"]


def test_a_letter_that_was_put_off_then_is_tried_again():
    letter = owe()
    Letter.objects.filter(pk=letter.pk).update(attempts=1, try_at=timezone.now() + YEAR)
    maintain()
    assert sent() == ["ellen@example.org"]


def test_the_pass_itself_is_not_held_up():
    with a_year_ahead():
        Chore.objects.create(name=MAINTAIN, claimed_until=timezone.now(), claimed_by=uuid.uuid4())
        Chore.objects.create(name="letters", try_at=timezone.now())
    assert keeping.perform("letters", lambda: "done") is None
    assert maintain()["letters"] == 0
    assert Chore.objects.get(name=MAINTAIN).claimed_until is None
    assert keeping.perform("letters", lambda: "done") == "done"


def test_what_was_decided_then_is_told():
    with a_year_ahead():
        comment = a_comment(a_post(), status="pending")
        moderation.moderate([comment.pk], "approved", by=carol())
    maintain()
    tell_at = Comment.objects.get(pk=comment.pk).tell_at
    assert tell_at is None or tell_at <= timezone.now()
