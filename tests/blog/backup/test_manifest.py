from __future__ import annotations

import json

import pytest

from blog.backup import Refused, manifest
from blog.backup.manifest import Manifest, Member


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("media/2026/one.png", True),
        ("media/ä b/...png", True),
        ("media/.hidden", True),
        ("media/../../etc/passwd", False),
        ("media/a/../b", False),
        ("media//etc/passwd", False),
        ("/etc/passwd", False),
        ("etc/passwd", False),
        ("media", False),
        ("media/", False),
        ("media/./a", False),
        ("media/a\\..\\b", False),
        ("media/a\0b", False),
        ("media/a\nb", False),
        ("media/\udcff", False),
        ("media/" + "a" * 256, False),
        ("media/" + "a/" * 600 + "a", False),
        ("media/.restoring-1/a", False),
        ("media/.before-restore-1/a", False),
    ],
)
def test_a_name_leads_nowhere_but_below_the_folder(name, answer):
    assert manifest.is_safe(name) is answer


def test_what_is_written_is_read():
    about = Manifest(site="https://blog.example.org", migrations={"posts": ["0001_initial"]})
    about.media.append(Member("media/ü.png", 1, "0" * 64))
    assert manifest.read(about.written()) == about


def test_one_that_could_not_be_read_is_not_written(monkeypatch):
    monkeypatch.setattr(manifest, "MOST_BYTES", 100)
    with pytest.raises(Refused, match="more files"):
        Manifest().written()


@pytest.mark.parametrize("names", [["media/../a"], ["media/a", "media/a"], ["media/a", "media/a/b"]])
def test_names_that_cannot_be_meant_are_refused(names):
    about = Manifest(media=[Member(name, 1, "0" * 64) for name in names])
    with pytest.raises(Refused):
        manifest.read(about.written())


@pytest.mark.parametrize(
    "change",
    [
        {"media": [{"name": "media/a", "size": -1, "sha256": ""}]},
        {"media": [{"name": "media/a", "size": "1", "sha256": ""}]},
        {"media": [{"name": "media/a", "size": 2**80, "sha256": ""}]},
        {"media": [{"name": "media/a"}]},
        {"media": 5},
        {"env": {"name": "../env", "size": 1, "sha256": ""}},
        {"migrations": ["posts"]},
        {"migrations": {"posts": [1]}},
        {"made_at": 5},
        {"more": 1},
    ],
)
def test_facts_of_another_kind_are_refused(change):
    facts = {**json.loads(Manifest().written()), **change}
    with pytest.raises(Refused):
        manifest.read(json.dumps(facts).encode())


def test_secrets_are_told_apart_without_being_told(settings):
    mine = Manifest(secret=manifest.secret_mark())
    assert manifest.has_our_secret(mine)
    assert settings.SECRET_KEY not in mine.secret
    settings.SECRET_KEY = "another" * 9
    assert not manifest.has_our_secret(mine)
