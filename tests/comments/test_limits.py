"""How fast and how much one network or account may send."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings

from comments.limits import seconds_to_wait
from comments.models import Comment
from comments.submission import Refused, Sending, submit
from tests.builders import a_comment, a_post, a_user, carol

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def limits(settings):
    settings.COMMENT_FLOOD_SECONDS, settings.COMMENT_RATE_LIMIT = 15, 60
    return settings


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def sent(post, number, **fields):
    submit(Sending(post, f"Words number {number}.", **{"name": "Bob", "network": "bobs", **fields}))


def wait(post, number, **fields):
    with pytest.raises(Refused) as caught:
        sent(post, number, **fields)
    assert caught.value.code == "too_fast"
    return caught.value.wait


@pytest.mark.parametrize("offset", [0, 3, 7.5, 14.9])
def test_fifteen_seconds_lie_between_two_sends_of_a_network(clock, offset):
    clock.shift(timedelta(seconds=offset))
    here, there = a_post(), a_post()
    sent(here, 1)
    assert wait(there, 2) == 15
    clock.shift(timedelta(seconds=14.5))
    assert wait(here, 3) == 1
    clock.shift(timedelta(seconds=0.5))
    sent(there, 4)
    assert wait(there, 5) == 15


def test_being_refused_does_not_lengthen_the_wait(clock):
    post = a_post()
    sent(post, 1)
    for number in range(2, 16):
        clock.shift(timedelta(seconds=1))
        assert wait(post, number) == 16 - number
    clock.shift(timedelta(seconds=1))
    sent(post, 16)


def test_an_account_is_limited_wherever_it_sends_from(clock):
    bob = a_user("bob")
    sent(a_post(), 1, user=bob)
    assert wait(a_post(), 2, user=bob, network="elsewhere") == 15


def test_one_person_does_not_lock_out_another(clock):
    post = a_post()
    sent(post, 1)
    sent(post, 2, network="neighbours")
    sent(post, 3, user=a_user("dora"))
    sent(post, 4, user=a_user("erin"))


def test_a_typed_address_locks_nobody_out(clock):
    post = a_post()
    sent(post, 1, network="mallorys", email="bob@example.org")
    sent(post, 2, network="bobs", email="bob@example.org")


def test_staff_are_not_limited(clock, limits):
    limits.COMMENT_RATE_LIMIT = 2
    post = a_post()
    for number, user in enumerate([post.author, carol()] * 3):
        sent(post, number, user=user if number % 2 else post.author)


def test_zero_turns_both_limits_off(clock, limits):
    limits.COMMENT_FLOOD_SECONDS = limits.COMMENT_RATE_LIMIT = 0
    post = a_post()
    for number in range(70):
        sent(post, number)


def test_the_hourly_limit_says_when_the_oldest_is_an_hour_old(clock, limits):
    limits.COMMENT_FLOOD_SECONDS, limits.COMMENT_RATE_LIMIT = 0, 3
    post = a_post()
    for number in range(3):
        sent(post, number)
        clock.shift(timedelta(minutes=10))
    assert wait(a_post(), 4) == 30 * 60
    clock.shift(timedelta(minutes=30))
    sent(post, 5)
    assert wait(post, 6) == 10 * 60


def test_after_a_clock_was_set_back_nobody_waits_for_the_time_it_had_been(clock, limits):
    limits.COMMENT_FLOOD_SECONDS, limits.COMMENT_RATE_LIMIT = 0, 3
    post = a_post()
    for number in range(3):
        sent(post, number)
    clock.move_to(NOON - timedelta(days=2))
    sent(post, 3)
    assert Comment.objects.count() == 4


def test_the_hourly_limit_counts_an_account_by_itself(clock, limits):
    limits.COMMENT_FLOOD_SECONDS, limits.COMMENT_RATE_LIMIT = 0, 1
    post, bob = a_post(), a_user("bob")
    sent(post, 1)
    sent(post, 2, user=bob)
    assert wait(post, 3)
    assert wait(post, 4, user=bob, network="elsewhere")


def test_a_sender_of_unknown_origin_is_not_limited_with_all_the_others(clock):
    post = a_post()
    sent(post, 1, network="")
    sent(post, 2, network="")


def test_what_was_imported_does_not_count(clock, limits):
    limits.COMMENT_RATE_LIMIT = 1
    post = a_post()
    for _ in range(3):
        a_comment(post, network="")
    sent(post, 1)


def test_a_second_claim_at_the_same_moment_fails(clock):
    assert seconds_to_wait(None, "bobs") == 0
    assert seconds_to_wait(None, "bobs") == 15


@pytest.mark.skipif("DatabaseCache" not in settings.CACHES["default"]["BACKEND"], reason="Redis knows no rollback")
def test_a_send_that_fails_in_the_end_gives_its_claim_back(clock, monkeypatch):
    post = a_post()
    monkeypatch.setattr("comments.tree.add", lambda *_: (_ for _ in ()).throw(RuntimeError("disk full")))
    with pytest.raises(RuntimeError):
        sent(post, 1)
    monkeypatch.undo()
    sent(post, 1)
    assert Comment.objects.count() == 1
