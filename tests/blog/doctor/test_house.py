from __future__ import annotations

from types import SimpleNamespace

import pytest

from blog import health
from blog.doctor import house

pytestmark = pytest.mark.django_db


def test_a_prepared_site_is_well(states):
    found = [*house.database(), *house.cache(), *house.queue()]
    assert states(found) == ["database: well", "migrations: well", "cache: well", "tasks: well"]


@pytest.mark.parametrize(
    ("check", "answer", "found"),
    [
        ("database_answers", "database", ["database: ill"]),
        ("migrations_are_applied", "database", ["database: well", "migrations: ill"]),
        ("cache_keeps", "cache", ["cache: ill"]),
        ("redis_stands_by_itself", "cache", ["cache: ill"]),
    ],
)
def test_what_is_missing_is_ill(monkeypatch, states, check, answer, found):
    monkeypatch.setattr(health, check, lambda: False)
    assert states(getattr(house, answer)()) == found


def test_static_files_and_a_folder_for_pictures(settings, states, tmp_path):
    settings.STATIC_ROOT, settings.MEDIA_ROOT = tmp_path, tmp_path / "file"
    (tmp_path / "file").write_text("")
    assert states(house.files()) == ["static files: ill", "media: ill"]
    (tmp_path / "staticfiles.json").write_text("{}")
    settings.MEDIA_ROOT = tmp_path / "new" / "media"
    assert states(house.files()) == ["static files: well", "media: well"]
    assert list(settings.MEDIA_ROOT.iterdir()) == []


PUBLIC = {
    "SITE_URL": "https://blog.example.org",
    "SITE_IS_LOCAL": False,
    "SITE_IS_SECURE": True,
    "ALLOWED_HOSTS": ["blog.example.org"],
    "DEBUG": False,
}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, ["address: well"]),
        ({"SITE_IS_LOCAL": True}, ["address: hint"]),
        ({"SITE_IS_SECURE": False}, ["address: ill"]),
        ({"ALLOWED_HOSTS": ["example.com"]}, ["address: well", "hosts: ill"]),
        ({"DEBUG": True}, ["address: well", "debug: ill"]),
    ],
)
def test_the_address_of_the_site(settings, states, change, found):
    for name, value in {**PUBLIC, **change}.items():
        setattr(settings, name, value)
    assert states(house.address()) == found


@pytest.mark.parametrize(("free", "state"), [(house.LEAST_FREE, "well"), (house.LEAST_FREE - 1, "ill")])
def test_a_disk_that_is_nearly_full(monkeypatch, free, state):
    monkeypatch.setattr(house.shutil, "disk_usage", lambda place: SimpleNamespace(free=free))
    assert {finding.state for finding in house.disk()} == {state}
