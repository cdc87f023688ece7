from __future__ import annotations

import os
from io import FileIO

import pytest

from blog.backup import Refused, media
from blog.backup.archive import new_archive
from blog.backup.reading import opened


@pytest.fixture
def root(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "2026").mkdir(parents=True)
    (settings.MEDIA_ROOT / "2026" / "one.png").write_bytes(b"one")
    (settings.MEDIA_ROOT / "two.png").write_bytes(b"two")
    return settings.MEDIA_ROOT


def collected(tmp_path):
    with FileIO(tmp_path / "a.zip", "w+") as raw, new_archive(raw) as archive:
        media.collect(archive, tmp_path)
        return archive.manifest


def names(about):
    return [file.name for file in about.media]


def test_every_file_is_collected_by_its_name(root, tmp_path):
    assert names(collected(tmp_path)) == ["media/two.png", "media/2026/one.png"]


def test_links_are_not_followed_and_are_told(root, tmp_path):
    (tmp_path / "secret").write_text("of the house")
    (root / "link.png").symlink_to(tmp_path / "secret")
    (root / "folder").symlink_to(tmp_path)
    os.mkfifo(root / "pipe")
    about = collected(tmp_path)
    assert len(about.media) == 2
    assert sorted(file.name for file in about.left_out) == ["folder", "link.png", "pipe"]


def test_one_that_vanished_since_it_was_listed_is_only_counted(root, tmp_path, monkeypatch):
    monkeypatch.setattr(media, "stored", lambda: [media.Stored("gone.png", 5), media.Stored("two.png", 3)])
    about = collected(tmp_path)
    assert (names(about), about.vanished, about.left_out) == (["media/two.png"], 1, [])


def test_one_that_changes_while_it_is_read_is_read_again(root, tmp_path, monkeypatch):
    touches = iter([True, False])
    monkeypatch.setattr(media, "copyfileobj", meddling(root / "two.png", lambda: next(touches, False)))
    about = collected(tmp_path)
    assert about.left_out == []
    with opened(tmp_path / "a.zip") as archive:
        assert b"".join(archive.blocks(about.media[0])) == b"two and more"


def test_one_that_never_rests_is_left_out_and_told(root, tmp_path, monkeypatch):
    monkeypatch.setattr(media, "copyfileobj", meddling(root / "two.png", lambda: True))
    about = collected(tmp_path)
    assert names(about) == ["media/2026/one.png"]
    assert [(file.name, file.why) for file in about.left_out] == [("two.png", "it kept changing")]


def meddling(path, is_to_change):
    """While `path` is read, somebody appends to it."""
    honest = media.copyfileobj

    def copy(source, target):
        honest(source, target)
        if os.fstat(source.fileno()).st_ino == path.stat().st_ino and is_to_change():
            with path.open("ab") as file:
                file.write(b" and more")

    return copy


def test_a_name_that_no_other_machine_takes_is_told(root, tmp_path):
    (root / os.fsdecode(b"\xff.png")).touch()
    assert [file.name for file in collected(tmp_path).left_out] == ["\\udcff.png"]


def test_files_come_back_and_what_was_there_is_kept(root, tmp_path):
    collected(tmp_path)
    (root / "two.png").write_bytes(b"another")
    with opened(tmp_path / "a.zip") as archive, media.unpacked(archive) as folder, media.put_in_place(folder, "x"):
        pass
    assert (root / "two.png").read_bytes() == b"two"
    assert (root / ".before-restore-x" / "two.png").read_bytes() == b"another"
    assert sorted(path.name for path in root.iterdir()) == [".before-restore-x", "2026", "two.png"]
    media.bring_back("x", "y")
    assert (root / "two.png").read_bytes() == b"another"
    assert (root / ".before-restore-y" / "two.png").read_bytes() == b"two"


def test_what_fails_afterwards_brings_the_files_of_before_back(root, tmp_path):
    collected(tmp_path)
    (root / "two.png").write_bytes(b"another")
    with opened(tmp_path / "a.zip") as archive, media.unpacked(archive) as folder:  # noqa: SIM117 - the order matters
        with pytest.raises(Refused), media.put_in_place(folder, "x"):
            raise Refused("the database does not take it")
    assert (root / "two.png").read_bytes() == b"another"
