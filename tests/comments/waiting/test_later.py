"""What is put off comes back on its day, or as soon as a reader writes again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from comments.models import Awaiting
from comments.waiting import later, lists
from tests.builders import a_comment
from tests.comments.waiting.conftest import ago

pytestmark = pytest.mark.django_db


def waiting(user):
    return [row.root.name for row in lists.threads(user).order_by("since")]


def last_at(thread):
    return Awaiting.objects.filter(root=thread).first().last_at


@pytest.mark.parametrize(("choice", "days"), [("tomorrow", 1), ("three-days", 3), ("week", 7)])
def test_a_choice_names_the_morning_of_a_day(choice, days):
    moment = timezone.localtime(later.until(choice))
    assert (moment.date() - timezone.localdate()).days == days
    assert moment.time() == later.MORNING


@pytest.mark.parametrize(("days", "is_possible"), [(-1, False), (0, False), (1, True), (366, True), (367, False)])
def test_a_day_of_ones_own_lies_ahead_and_within_a_year(days, is_possible):
    assert bool(later.until("day", timezone.localdate() + timedelta(days=days))) is is_possible


def test_no_choice_and_no_day_is_no_moment():
    assert later.until("") is later.until("whenever") is later.until("", None) is None
    assert later.until("", date(1, 1, 1)) is None


def test_a_thread_that_is_put_off_comes_back_on_its_day(alice, thread):
    moment = later.until("three-days")
    assert later.put_off(alice, thread.pk, moment, last_at(thread))
    assert waiting(alice) == []
    with time_machine.travel(moment + timedelta(seconds=1)):
        assert waiting(alice) == ["Ellen"]
        assert list(lists.put_off(alice)) == []


def test_a_readers_word_brings_both_kinds_back_at_once(alice, post, thread):
    other = a_comment(post, name="Frank", submitted_at=ago(40))
    later.put_off(alice, thread.pk, later.until("week"), last_at(thread))
    later.set_aside(alice, other.pk, last_at(other))
    assert waiting(alice) == []
    a_comment(post, thread)
    a_comment(post, other)
    assert waiting(alice) == ["Ellen", "Frank"]


def test_what_needs_no_answer_stays_away_until_brought_back(alice, thread):
    assert later.set_aside(alice, thread.pk, last_at(thread))
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        assert waiting(alice) == []
    assert later.bring_back(alice, thread.pk)
    assert waiting(alice) == ["Ellen"]
    assert not later.bring_back(alice, thread.pk)


def test_a_word_that_was_not_looked_at_is_not_put_off(alice, post, thread):
    seen = last_at(thread)
    a_comment(post, thread)
    assert not later.set_aside(alice, thread.pk, seen)
    assert not later.put_off(alice, thread.pk, later.until("week"), seen)
    assert waiting(alice) == ["Ellen"]


def test_nobody_puts_off_for_somebody_else(alice, carol, mallory, post, thread):
    a_comment(post, thread, role="moderator", user=carol, submitted_at=ago(40))
    a_comment(post, thread, submitted_at=ago(30))
    assert later.set_aside(carol, thread.pk, last_at(thread))
    assert not later.set_aside(mallory, thread.pk, last_at(thread))
    assert (waiting(carol), waiting(alice)) == ([], ["Ellen"])
    assert not later.bring_back(alice, thread.pk)


def test_all_that_is_old_is_set_aside_and_brought_back_together(alice, post, thread):
    a_comment(post, name="Frank", submitted_at=ago(40))
    a_comment(post, name="Grace", submitted_at=ago(1))
    by_hand = a_comment(post, name="Heidi", submitted_at=ago(60))
    later.set_aside(alice, by_hand.pk, last_at(by_hand))
    count, moment = later.set_aside_older(alice, ago(30))
    assert (count, waiting(alice)) == (2, ["Grace"])
    assert later.bring_back_all(alice, moment) == 2
    assert waiting(alice) == ["Ellen", "Frank", "Grace"]


def test_an_old_thread_with_a_new_word_is_not_old(alice, post, thread):
    a_comment(post, thread, submitted_at=ago(1))
    assert later.set_aside_older(alice, ago(30))[0] == 0
