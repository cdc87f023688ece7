"""Whole sites of either engine, each in processes of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.engines import empty_database, new_database
from tests.site import environment
from tests.source import ROOT


@dataclass(frozen=True)
class Site:
    folder: Path
    env: dict[str, str]

    def run(self, *command: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env={**self.env, **settings},
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    def manage(self, *command: str) -> dict[str, Any]:
        """What one of our commands tells a program."""
        done = self.run("manage.py", *command, "--json")
        assert done.stdout, done.stderr
        return json.loads(done.stdout)

    def backup(self) -> Path:
        told = self.manage("backup", "--to", str(self.folder / "backups"))
        return Path(told["file"])

    def contents(self) -> dict[str, dict[str, str]]:
        done = self.run("-m", "tests.blog.backup.contents")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def fill(self) -> None:
        """With the demo, and with what is hard to carry over."""
        for command in (["manage.py", "prepare", "--demo"], ["-m", "tests.blog.backup.awkward"]):
            done = self.run(*command)
            assert done.returncode == 0, done.stderr


@contextmanager
def a_site(engine: str, folder: Path, *, has_tables: bool = False) -> Iterator[Site]:
    folder.mkdir(parents=True, exist_ok=True)
    with (new_database if has_tables else empty_database)(engine, folder) as url:
        limits = {"COMMENT_FLOOD_SECONDS": "0", "COMMENT_RATE_LIMIT": "0", "DEBUG": "on", "BACKUP_DIR": ""}
        env = environment(folder, DJANGO_SETTINGS_MODULE="blog.settings", DATABASE_URL=url, **limits)
        yield Site(folder, env)


def differences(one: dict[str, dict[str, str]], other: dict[str, dict[str, str]]) -> list[str]:
    """In words, each table or file that is not the same in both."""
    found = []
    for table in sorted({*one, *other}):
        here, there = one.get(table, {}), other.get(table, {})
        wrong = [key for key in {*here, *there} if here.get(key) != there.get(key)]
        if wrong:
            found.append(f"{table}: {len(wrong)} differ, as {sorted(wrong)[:3]}")
    return found
