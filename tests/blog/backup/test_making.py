"""Backups while others write, while the disk fills, and while somebody kills them."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import stat
import subprocess
import sys
import time
import zipfile
from contextlib import nullcontext
from pathlib import Path

import pytest
from django.db import connection

from blog.backup import Refused, making, rotation
from blog.backup.snapshot import Snapshot
from blog.backup.verifying import verify
from tests.blog.backup.sites import Site, a_site
from tests.engines import ENGINES
from tests.source import ROOT


def backups(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_it_is_one_file_that_only_its_owner_reads(archives):
    found = archives["sqlite"].stat()
    assert stat.S_IMODE(found.st_mode) == 0o600
    assert stat.S_IMODE(archives["sqlite"].parent.stat().st_mode) == 0o700
    assert backups(archives["sqlite"].parent) == [archives["sqlite"].name]


def test_it_says_of_what_moment_and_state_it_is(archives):
    about = verify(archives["postgres"])
    assert about.engine == "postgresql"
    assert "0001_initial" in about.migrations["comments"]
    assert {"django_session", "blog_cache"}.isdisjoint(table.name for table in about.tables)
    assert next(table.rows for table in about.tables if table.name == "comments_comment") > 20


@pytest.mark.parametrize(
    ("size", "told"),
    [(1, "1 KB"), (41_200, "42 KB"), (999_999, "1000 KB"), (1_000_000, "1.0 MB"), (2_550_000, "2.5 MB")],
)
def test_a_small_one_is_not_told_to_be_nothing(size, told):
    assert making.told_size(size) == told


def run_in_background(site: Site, folder: Path, **limits) -> subprocess.Popen[str]:
    command = [sys.executable, "manage.py", "backup", "--to", str(folder)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=ROOT, env=site.env, **pipes, **limits)


def test_a_full_disk_is_told_and_leaves_the_earlier_ones(sources, archives, tmp_path):
    """Here the disk is a limit on the size of a file, which fails in the same way."""
    earlier = tmp_path / archives["sqlite"].name
    earlier.write_bytes(archives["sqlite"].read_bytes())

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, 64 * 1024))

    done = run_in_background(sources["sqlite"], tmp_path, preexec_fn=small)
    _out, errors = done.communicate(timeout=300)
    assert done.returncode == 1
    assert "is full. No backup was made, and the earlier ones are as they were." in errors
    assert backups(tmp_path) == [earlier.name]
    verify(earlier)


def test_one_that_is_killed_leaves_no_half_file(sources, tmp_path):
    chance = random.Random()
    for _round in range(3):
        child = run_in_background(sources["sqlite"], tmp_path)
        while child.poll() is None and not list(tmp_path.glob(".*.part")):
            time.sleep(0.005)
        time.sleep(chance.random() * 0.3)
        child.send_signal(signal.SIGKILL)
        child.communicate()
        for kept in rotation.found_in(tmp_path):
            verify(kept.path)
    assert run_in_background(sources["sqlite"], tmp_path).wait(300) == 0
    assert [name for name in backups(tmp_path) if not name.endswith(".zip")] == [], "what was left is swept"


def test_who_still_writes_is_not_swept_away(tmp_path):
    with making._new_file(tmp_path) as (part, _raw):
        making.sweep(tmp_path)
        assert part.exists()
    assert not part.exists()


def test_a_disk_without_room_is_not_even_begun(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(making, "database_size", lambda: 2**60)
    with pytest.raises(Refused, match="Make room"):
        making.make(tmp_path / "b")
    assert backups(tmp_path / "b") == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(Refused, match="No backup was made"):
        making.make(tmp_path / "file" / "b")


def test_two_of_one_second_get_two_names(tmp_path):
    paths = []
    for number in range(3):
        part = tmp_path / f"{number}.part"
        part.write_text(str(number))
        paths.append(making._published(part, tmp_path))
    assert [path.read_text() for path in paths] == ["0", "1", "2"]
    assert len(set(paths)) == 3


@pytest.fixture
def without_rows(settings, tmp_path, monkeypatch):
    """A database whose moment holds nothing, so that no process is needed to look at it."""
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(making, "database_size", lambda: 0)
    monkeypatch.setattr(making, "snapshot", lambda: nullcontext(Snapshot(connection, {"posts": []}, [])))


def test_the_secrets_of_the_machine_are_in_it_only_if_asked(without_rows, tmp_path):
    (tmp_path / "env").write_text("SECRET_KEY=x")
    for env in (None, tmp_path / "env"):
        made = making.make(tmp_path / "b", env=env)
        with zipfile.ZipFile(made.path) as packed:
            assert ("env" in packed.namelist()) is bool(env)
        verify(made.path)


def test_what_the_disk_did_not_take_is_noticed(without_rows, tmp_path, monkeypatch):
    monkeypatch.setattr(making, "seal_of", lambda _file: ("0" * 64, "1" * 64))
    with pytest.raises(Refused, match="failing"):
        making.make(tmp_path / "b")
    assert backups(tmp_path / "b") == []


@pytest.mark.rehearsed
@pytest.mark.parametrize("engine", ENGINES)
def test_one_made_while_others_write_is_whole(engine, tmp_path):
    """The short form; the rehearsal has eight writers and more rounds."""
    check_made_in_a_crowd(engine, tmp_path, processes=2, seconds=1)


@pytest.mark.rehearsal
@pytest.mark.parametrize("engine", ENGINES)
def test_one_made_while_eight_write_is_whole(engine, tmp_path):
    for number in range(3):
        check_made_in_a_crowd(engine, tmp_path / str(number), processes=8, seconds=5)


def check_made_in_a_crowd(engine: str, tmp_path: Path, *, processes: int, seconds: int) -> None:
    with a_site(engine, tmp_path / "busy") as busy, a_site("sqlite", tmp_path / "quiet") as quiet:
        assert busy.run("manage.py", "migrate").returncode == 0
        said = busy.run("-m", "tests.blog.backup.crowd", str(tmp_path), str(processes), str(seconds))
        told = json.loads(said.stdout or "{}")
        assert told.get("file"), said.stderr + said.stdout
        assert len(told["before"]) > processes
        assert told["meanwhile"] > 0, "the writers went on"
        assert quiet.manage("restore", told["file"])["rows"] == told["rows"]
        assert quiet.run("manage.py", "check_trees").returncode == 0
        assert missing(quiet, told["before"]) == []


def missing(site: Site, numbers: list[int]) -> list[int]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.blog.backup.present"],
        input=json.dumps(numbers),
        cwd=ROOT,
        env={**os.environ, **site.env},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)["missing"]
