from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from blog.chores import keeping
from blog.chores.keeping import WAITS, alone, perform
from blog.chores.models import Chore

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def fail() -> None:
    raise RuntimeError("ellen@example.org is odd")


def due_again(name: str = "sweep") -> None:
    Chore.objects.filter(name=name).update(try_at=timezone.now())


def test_what_goes_well_leaves_no_row():
    assert perform("sweep", lambda: 3) == 3
    assert not Chore.objects.exists()


def test_each_failure_in_a_row_waits_longer_and_the_last_wait_repeats():
    waits = []
    for _failure in range(len(WAITS) + 2):
        perform("sweep", fail)
        waits.append(round((Chore.objects.get().try_at - timezone.now()) / MINUTE))
        due_again()
    assert waits == [1, 2, 5, 15, 60, 60, 60]


def test_what_failed_a_moment_ago_is_not_tried():
    perform("sweep", fail)
    assert perform("sweep", lambda: 3) is None
    due_again()
    assert perform("sweep", lambda: 3) == 3
    chore = Chore.objects.get()
    assert (chore.failures, chore.error, chore.try_at, chore.failing_since) == (0, "", None, None)


def test_the_row_says_what_failed_and_nothing_about_people():
    perform("sweep", fail)
    perform("sweep", fail)
    chore = Chore.objects.get()
    assert (chore.failures, chore.error) == (1, "RuntimeError")


def test_two_never_do_the_same_at_once():
    done = []
    with alone("sweep", MINUTE):
        assert perform("sweep", lambda: done.append("twice"), alone_for=MINUTE) is None
    perform("sweep", lambda: done.append("later"), alone_for=MINUTE)
    assert done == ["later"]


def test_who_died_holds_nobody_up_for_longer_than_the_lease():
    with alone("sweep", MINUTE):
        Chore.objects.update(claimed_until=timezone.now())
        with alone("sweep", MINUTE) as is_mine:
            assert is_mine


def test_who_comes_back_late_leaves_the_others_claim_alone():
    with alone("sweep", MINUTE):
        Chore.objects.update(claimed_until=timezone.now())
        other = alone("sweep", MINUTE)
        assert other.__enter__()
    assert Chore.objects.get().claimed_by
    other.__exit__(None, None, None)
    assert Chore.objects.get().claimed_by is None


def test_a_failure_ends_the_claim():
    perform("sweep", fail, alone_for=MINUTE)
    assert Chore.objects.get().claimed_until is None


def test_a_pulse_is_one_row():
    assert keeping.last_beat() is None
    keeping.beat()
    keeping.beat()
    assert timezone.now() - keeping.last_beat() < MINUTE
    assert Chore.objects.count() == 1
