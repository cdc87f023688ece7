from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from blog.backup import daily, record, rotation
from blog.chores.models import Chore

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.BACKUP_DIR, settings.BACKUP_FOLDER = str(tmp_path), tmp_path
    return tmp_path


@pytest.mark.parametrize(("hours", "owed"), [([], True), ([25], True), ([25, 1], False), ([-48], True)])
def test_one_a_day_is_owed(folder, hours, owed):
    for ago in hours:
        (folder / rotation.name_for(datetime.now(UTC) - timedelta(hours=ago))).touch()
    assert daily.is_owed() is owed


def test_a_folder_that_cannot_be_looked_into_is_told_by_trying(folder, monkeypatch):
    def broken(_folder):
        raise PermissionError

    monkeypatch.setattr(rotation, "found_in", broken)
    assert daily.is_owed()


def with_a_command(settings, tmp_path, words: str) -> None:
    """In the place of `manage.py`."""
    settings.BASE_DIR = tmp_path / "site"
    settings.BASE_DIR.mkdir()
    (settings.BASE_DIR / "manage.py").write_text(words)


def test_what_failed_is_noted_and_tried_again_later(folder, settings, tmp_path):
    with_a_command(settings, tmp_path, "raise SystemExit(1)")
    daily.back_up_if_owed(threading.Event())
    chore = Chore.objects.get(name=record.WORK)
    assert (chore.failures, chore.error) == (1, "FailedError")
    with_a_command_that_tells = tmp_path / "ran"
    (settings.BASE_DIR / "manage.py").write_text(f"open({str(with_a_command_that_tells)!r}, 'w')")
    daily.back_up_if_owed(threading.Event())
    assert not with_a_command_that_tells.exists()


def test_a_worker_that_ends_ends_it_as_well(folder, settings, tmp_path):
    with_a_command(settings, tmp_path, "import time; time.sleep(600)")
    ended = threading.Event()
    ended.set()
    daily.back_up_if_owed(ended)
    assert Chore.objects.get(name=record.WORK).failures == 0
