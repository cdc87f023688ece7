"""Up to ten together: when the letter goes, and that each comment is in exactly one."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from blog.mail import outbox
from blog.mail.models import Letter
from comments import moderation
from comments.models import Status
from comments.staffmail import batches
from comments.staffmail.announcing import announce

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _carol_wants_ten(alice, carol, wants):
    wants(alice, held="never")
    wants(carol, held="ten")


def told(letters, comments):
    """The numbers of the letters in which each comment stands."""
    return [[n for n, letter in enumerate(letters) if f"/admin/queue/{c.pk}/" in letter.body] for c in comments]


def test_one_waits_four_hours(waits, carol, later):
    comment = waits()
    assert later(hours=3) == []
    [letter] = later(hours=8)
    assert letter.to == [carol.email]
    assert letter.subject == "[Colloquy] 1 comment waits for you"
    assert told([letter], [comment]) == [[0]]


def test_ten_go_at_once(waits, later):
    comments = [waits() for _ in range(9)]
    assert later(minutes=3) == []
    comments.append(waits())
    [letter] = later(minutes=4)
    assert letter.subject == "[Colloquy] 10 comments wait for you"
    assert told([letter], comments) == [[0]] * 10


def test_each_comment_is_in_one_letter(waits, later):
    first = [waits() for _ in range(10)]
    letters = later(minutes=1)
    second = [waits() for _ in range(3)]
    letters += later(hours=5)
    letters += later(hours=10)
    assert told(letters, first) == [[0]] * 10
    assert told(letters, second) == [[1]] * 3


def test_what_comes_while_a_worker_has_the_letter_is_in_the_next(waits, carol):
    """A claimed letter may be written already: nothing joins it any more."""
    first = waits()
    announce()
    letter = Letter.objects.get()
    Letter.objects.update(claimed_until=timezone.now() + timedelta(minutes=5))
    second = waits()
    announce()
    following = Letter.objects.exclude(pk=letter.pk).get()
    assert batches.keys(letter, carol) == [first.pk]
    assert batches.keys(following, carol) == [second.pk]


def test_what_comes_after_a_later_letter_joins_no_earlier_one(waits, carol):
    """The first was put off while the second went out: a third comment is in neither's time."""
    waits()
    announce()
    Letter.objects.update(claimed_until=timezone.now() + timedelta(minutes=5))
    waits()
    announce()
    Letter.objects.filter(pk=Letter.objects.order_by("pk")[0].pk).update(claimed_until=None, attempts=1)
    Letter.objects.filter(pk=Letter.objects.order_by("pk")[1].pk).update(sent_at=timezone.now())
    third = waits()
    announce()
    assert batches.keys(Letter.objects.order_by("pk")[2], carol) == [third.pk]


def test_what_was_put_off_takes_in_what_came_meanwhile(waits, carol):
    comments = [waits()]
    announce()
    Letter.objects.update(attempts=1, try_at=timezone.now() + timedelta(minutes=5))
    comments.append(waits())
    announce()
    assert batches.keys(Letter.objects.get(), carol) == [comment.pk for comment in comments]


def test_what_was_decided_is_left_out_and_an_empty_letter_not_sent(waits, carol, later):
    comments = [waits() for _ in range(3)]
    announce()
    moderation.moderate([comments[0].pk], Status.APPROVED, by=carol)
    assert batches.keys(Letter.objects.get(), carol) == [comments[1].pk, comments[2].pk]
    moderation.moderate([comment.pk for comment in comments], Status.SPAM, by=carol)
    assert later(hours=5) == []
    assert not Letter.objects.exists()


def test_ten_at_a_time_are_held_back_too_when_very_many_come(waits, later):
    for _ in range(12):
        for _ in range(10):
            waits()
        later(minutes=1)
    assert (Letter.objects.count(), Letter.objects.owed().count()) == (10, 1)


def test_an_address_that_wants_no_mail_is_left_alone(waits, carol):
    outbox.stopping.stop(outbox.address_mark(carol.email))
    waits()
    assert announce() == 1
    assert not Letter.objects.exists()


def test_a_person_who_decides_no_more_has_nothing_in_it(waits, carol):
    waits()
    announce()
    carol.groups.clear()
    assert batches.keys(Letter.objects.get(), type(carol).objects.get(pk=carol.pk)) == []


def test_what_waits_anew_goes_into_a_letter_again(waits, carol, later):
    comment = waits()
    announce()
    [first] = later(hours=5)
    moderation.moderate([comment.pk], Status.DECLINED, by=carol)
    writer = frozenset({moderation.Asker.WRITER})
    moderation.moderate([comment.pk], Status.PENDING, by=None, capacities=writer)
    with time_machine.travel(timezone.now() + timedelta(hours=6)):
        announce()
    [second] = later(hours=11)
    assert told([first, second], [comment]) == [[0, 1]]
