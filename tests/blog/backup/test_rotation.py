from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from blog.backup import rotation

NOW = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path):
    """One for every day of a hundred, and things that are not ours."""
    for days in range(100):
        (tmp_path / rotation.name_for(NOW - timedelta(days=days))).touch()
    for name in (
        "colloquy-other.example.org-20260101T000000Z.zip",
        "colloquy-localhost_8000-20260101T000000Z.zip.old",
        "notes.txt",
    ):
        (tmp_path / name).touch()
    (tmp_path / rotation.name_for(NOW - timedelta(days=500))).mkdir()
    return tmp_path


def ages(folder):
    return [(NOW - kept.made_at).days for kept in reversed(rotation.found_in(folder))]


def newest(folder):
    return rotation.found_in(folder)[-1].path


def test_so_many_stay_as_are_to_be_kept(folder):
    assert len(rotation.rotate(folder, newest(folder), keep=7)) == 93
    assert ages(folder) == [0, 1, 2, 3, 4, 5, 6]


def test_by_default_the_last_days_stay_and_one_of_each_of_the_last_weeks(folder):
    """27 November 2026 is a Friday; each week's last is its Sunday."""
    rotation.rotate(folder, newest(folder), keep=0)
    assert ages(folder) == [0, 1, 2, 3, 4, 5, 6, 12, 19, 26, 33, 40, 47]


def test_of_many_in_a_day_the_last_stays(tmp_path):
    for hours in range(3):
        (tmp_path / rotation.name_for(NOW - timedelta(hours=hours))).touch()
    rotation.rotate(tmp_path, newest(tmp_path), keep=0)
    assert [path.name for path in tmp_path.iterdir()] == [rotation.name_for(NOW)]


def test_only_what_was_made_here_is_deleted(folder):
    others = {path.name for path in folder.iterdir()} - {kept.path.name for kept in rotation.found_in(folder)}
    rotation.rotate(folder, newest(folder), keep=1)
    assert {path.name for path in folder.iterdir()} == others | {rotation.name_for(NOW)}


def test_the_one_that_is_known_to_be_good_stays_though_a_clock_ran_ahead(folder):
    good = folder / rotation.name_for(NOW - timedelta(days=99))
    rotation.rotate(folder, good, keep=1)
    assert ages(folder) == [0, 99]


def test_a_folder_that_is_not_there_holds_none(tmp_path):
    assert rotation.found_in(tmp_path / "nowhere") == []
