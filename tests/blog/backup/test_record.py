from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from blog.backup import record
from blog.chores.models import Chore

pytestmark = pytest.mark.django_db


def made(days: float) -> None:
    record.note()
    Chore.objects.filter(name=record.WORK).update(seen_at=timezone.now() - timedelta(days=days))


def test_it_knows_when_the_last_good_one_was_made():
    assert record.last_good() is None
    assert "None is on record" in record.sentence()
    made(3)
    assert "3\xa0days" in record.sentence()


@pytest.mark.parametrize(("folder", "days", "late"), [("", 30, False), ("/b", 1, False), ("/b", 3, True)])
def test_the_owner_is_told_where_one_is_made_daily_and_was_not(settings, folder, days, late):
    settings.BACKUP_DIR = folder
    made(days)
    assert record.is_late() is late
    assert bool(record.notices()) is late


def test_where_none_was_ever_made_though_it_should_it_is_late(settings):
    settings.BACKUP_DIR = "/b"
    assert record.is_late()


def test_that_it_cannot_be_noted_makes_a_backup_no_worse(monkeypatch):
    def broken(**_fields):
        raise DatabaseError("read-only")

    monkeypatch.setattr(Chore.objects, "update_or_create", broken)
    record.note()
    assert record.last_good() is None
