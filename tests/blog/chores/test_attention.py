from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from blog.chores import attention, keeping
from blog.chores.models import Chore
from blog.mail.models import Letter

pytestmark = pytest.mark.django_db


def ago(minutes: int):
    return timezone.now() - timedelta(minutes=minutes)


def a_letter(minutes: int) -> None:
    Letter.objects.create(kind="note", address="x", due_at=ago(minutes), try_at=ago(minutes))


def test_a_site_where_nothing_is_owed_misses_no_worker():
    assert attention.notices() == []


def test_a_worker_that_was_never_seen_is_missed_once_mail_waits():
    a_letter(2)
    assert attention.notices() == []
    a_letter(9)
    assert "no background worker was ever seen" in attention.notices()[0]


def test_a_worker_that_was_seen_long_ago_is_missed():
    a_letter(9)
    keeping.beat()
    assert attention.notices() == []
    Chore.objects.update(seen_at=ago(12))
    assert "last seen 12\xa0minutes ago" in attention.notices()[0]


@pytest.mark.parametrize(("failures", "notices"), [(0, 0), (2, 0), (3, 1), (30, 1)])
def test_what_fails_again_and_again_is_told(failures, notices):
    Chore.objects.create(name="sessions", failures=failures, error="OperationalError")
    assert len(attention.notices()) == notices


def test_the_notice_says_what_and_how_often():
    Chore.objects.create(name="sessions", failures=4, error="OperationalError")
    assert "“sessions” failed 4 times in a row: OperationalError" in attention.notices()[0]
