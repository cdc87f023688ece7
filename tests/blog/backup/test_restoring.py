"""Whole sites there and back, by the commands an owner types, every row and file compared."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from blog.pages.versions import SqliteVersions
from tests.blog.backup.sites import a_site, differences
from tests.engines import ENGINES

# From a small machine to a larger one is what owners do; the others take as long, and are rehearsed.
REHEARSED = [("sqlite", "sqlite"), ("postgres", "sqlite"), ("postgres", "postgres")]
WAYS = [("sqlite", "postgres"), *(pytest.param(*way, marks=pytest.mark.rehearsal) for way in REHEARSED)]


@pytest.mark.parametrize(("source", "target"), WAYS)
def test_every_row_and_file_comes_back_on_either_engine(source, target, archives, contents, tmp_path):
    with a_site(target, tmp_path) as site:
        told = site.manage("restore", str(archives[source]))
        assert told["same_secret"]
        assert told["rows"] > 400
        assert differences(contents[source], site.contents()) == []
        assert site.run("manage.py", "check_trees").returncode == 0
        taken = site.run("-m", "tests.blog.backup.numbers")
        assert json.loads(taken.stdout)["given_again"] == [], taken.stderr


@pytest.mark.rehearsal
@pytest.mark.parametrize("engine", ENGINES)
def test_a_site_is_put_aside_only_when_told_and_comes_back(engine, archives, contents, tmp_path):
    with a_site(engine, tmp_path) as site:
        site.manage("restore", str(archives["sqlite"]))
        picture = tmp_path / "media" / "2026" / "ä b" / "one.png"
        picture.write_bytes(b"another picture of that name")
        site.run("manage.py", "owner", "--username", "newcomer")
        before = site.contents()
        assert "--replace" in site.manage("restore", str(archives["postgres"]))["error"]
        assert differences(before, site.contents()) == []
        assert site.manage("restore", str(archives["postgres"]), "--replace")["kept"]
        assert differences(contents["postgres"], site.contents()) == []
        site.manage("restore", "--undo")
        assert differences(before, site.contents()) == []
        site.manage("restore", "--undo")
        assert differences(contents["postgres"], site.contents()) == []


@pytest.mark.rehearsal
def test_no_page_that_was_kept_before_passes_for_one_of_what_is_restored(archives, tmp_path):
    """Though the same rows were written in the same order."""
    states = []
    with a_site("sqlite", tmp_path) as site:
        for _time in range(2):
            site.manage("restore", str(archives["sqlite"]), "--replace")
            source = SqliteVersions(str(tmp_path / "db.sqlite3"))
            states.append(source.state())
            source.close()
    assert states[0] != states[1]


def test_nothing_can_be_undone_where_nothing_was_restored(tmp_path):
    with a_site("sqlite", tmp_path) as site:
        assert "Nothing was put aside" in site.manage("restore", "--undo")["error"]


@pytest.mark.rehearsal
@pytest.mark.parametrize("engine", ENGINES)
def test_a_damaged_one_changes_nothing(engine, archives, tmp_path):
    damaged = tmp_path / "damaged.zip"
    data = bytearray(archives["sqlite"].read_bytes())
    data[len(data) // 2] ^= 1
    damaged.write_bytes(data)
    with a_site(engine, tmp_path / "site") as site:
        site.run("manage.py", "migrate")
        before = site.contents()
        assert "damaged" in site.manage("restore", str(damaged))["error"]
        assert differences(before, site.contents()) == []


@pytest.mark.rehearsal
def test_another_secret_is_told(archives, tmp_path):
    with a_site("sqlite", tmp_path) as site:
        site.env["SECRET_KEY"] = "another" * 9
        assert not site.manage("restore", str(archives["sqlite"]))["same_secret"]


@pytest.mark.rehearsal
def test_what_postgresql_cannot_hold_is_told_and_changes_nothing(sources, tmp_path):
    """A zero in a text, which SQLite takes."""
    folder = tmp_path / "odd"
    shutil.copytree(sources["sqlite"].folder, folder, ignore=shutil.ignore_patterns("backups"))
    with a_site("sqlite", folder) as odd, a_site("postgres", tmp_path / "site") as site:
        with closing(sqlite3.connect(folder / "db.sqlite3")) as database, database:
            database.execute("UPDATE posts_tag SET name = 'a' || char(0) || 'b' WHERE slug = 'ss'")
        path = odd.backup()
        assert "posts_tag" in site.manage("restore", str(path))["error"]
        assert site.run("manage.py", "migrate", "--check").returncode != 0, "it is as empty as it was"
        with a_site("sqlite", tmp_path / "other") as other:
            assert "error" not in other.manage("restore", str(path))


@pytest.mark.rehearsal
def test_an_older_one_is_brought_forward(archives, tmp_path):
    """Of a version that had no words on pages yet: as `posts` was before its last migration."""
    with a_site("sqlite", tmp_path / "old") as old, a_site("sqlite", tmp_path / "new") as new:
        old.manage("restore", str(archives["sqlite"]))
        assert old.run("manage.py", "migrate", "posts", "0002").returncode == 0
        told = new.manage("restore", str(old.backup()))
        assert told["rows"] > 400
        assert new.run("manage.py", "migrate", "--check").returncode == 0
        assert Path(new.folder / "db.sqlite3").stat().st_size > 100_000
