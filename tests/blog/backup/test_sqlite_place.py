from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.blog.backup.sites import a_site, differences

pytestmark = pytest.mark.rehearsal


def test_a_running_site_is_not_replaced(archives, tmp_path):
    with a_site("sqlite", tmp_path) as site:
        site.manage("restore", str(archives["sqlite"]))
        before = site.contents()
        with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as running:
            running.execute("SELECT count(*) FROM django_migrations").fetchone()
            told = site.manage("restore", str(archives["sqlite"]), "--replace")
        assert "running" in told["error"]
        assert differences(before, site.contents()) == []
        assert [path.name for path in tmp_path.iterdir() if "restoring" in path.name] == []


def test_a_broken_database_can_be_replaced(archives, contents, tmp_path):
    with a_site("sqlite", tmp_path) as site:
        (tmp_path / "db.sqlite3").write_bytes(b"this was a database" * 1000)
        assert "--replace" in site.manage("restore", str(archives["sqlite"]))["error"]
        assert site.manage("restore", str(archives["sqlite"]), "--replace")["kept"]
        assert differences(contents["sqlite"], site.contents()) == []
