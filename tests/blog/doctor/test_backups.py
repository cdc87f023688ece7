from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from blog.backup import record
from blog.chores.models import Chore
from blog.doctor.backups import backups

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("folder", "days", "state"),
    [("", None, "hint"), ("", 3, "well"), ("", 30, "hint"), ("/b", 1, "well"), ("/b", 3, "ill"), ("/b", None, "ill")],
)
def test_how_old_the_last_good_one_may_be(settings, states, folder, days, state):
    settings.BACKUP_DIR = folder
    if days is not None:
        Chore.objects.create(name=record.WORK, seen_at=timezone.now() - timedelta(days=days))
    assert states(backups()) == [f"backup: {state}"]
