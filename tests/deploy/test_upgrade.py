"""`make upgrade`, in a clone of its own: a backup first, a stop at the first failure, and the way back."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.source import ROOT

# Stands for the site's Python: notes each command, and fails at the one that FAIL names.
PYTHON = """#!/bin/sh
echo "$2" >> {clone}/asked
if [ "$2" = backup ]; then cp {clone}/pyproject.toml {clone}/at-backup; echo "{backup}"; fi
[ "$2" != "$FAIL" ]
"""
BACKUP = '{\\"file\\": \\"/srv/backups/one.zip\\"}'


def git(directory: Path, *words: str) -> str:
    command = ["git", "-c", "user.name=Olive", "-c", "user.email=olive@example.org", *words]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def clone(tmp_path) -> Path:
    """Of a project that has published 0.2.0 since."""
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    (origin / "deploy").mkdir(parents=True)
    (origin / "deploy" / "upgrade.py").write_text((ROOT / "deploy" / "upgrade.py").read_text())
    (origin / "deploy" / "local.py").write_text("open('asked', 'a').write('install\\n')\n")
    git(tmp_path, "init", "-q", "-b", "main", str(origin))
    for number in ("0.1.0", "0.2.0"):
        (origin / "pyproject.toml").write_text(f'[project]\nversion = "{number}"\n')
        git(origin, "add", ".")
        git(origin, "commit", "-q", "-m", number)
        git(origin, "tag", f"v{number}")
    git(tmp_path, "clone", "-q", str(origin), str(clone))
    git(clone, "reset", "-q", "--hard", "v0.1.0")
    (clone / ".env").write_text("SECRET_KEY=x\n")
    a_python(clone, BACKUP)
    return clone


def a_python(clone: Path, backup: str) -> None:
    python = clone / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True, exist_ok=True)
    python.write_text(PYTHON.format(clone=clone, backup=backup))
    python.chmod(0o755)


def upgrade(clone: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "deploy/upgrade.py"]
    env = {"PATH": os.environ["PATH"], "HOME": str(clone), **environment}
    return subprocess.run(command, cwd=clone, env=env, capture_output=True, text=True, check=False, timeout=120)


def asked(clone: Path) -> list[str]:
    return (clone / "asked").read_text().split() if (clone / "asked").exists() else []


def test_it_goes_all_the_way_in_order_and_tells_the_way_back(clone):
    before = git(clone, "rev-parse", "--short", "HEAD")
    done = upgrade(clone)
    assert (done.returncode, done.stderr) == (0, "")
    assert asked(clone) == ["backup", "install", "prepare", "check", "doctor"]
    assert "Version 0.1.0 became 0.2.0" in done.stdout
    assert f"git checkout {before}" in done.stdout
    assert "restore --replace /srv/backups/one.zip" in done.stdout


def test_the_backup_is_made_by_the_version_that_made_the_rows(clone):
    upgrade(clone)
    assert "0.1.0" in (clone / "at-backup").read_text()
    assert "0.2.0" in (clone / "pyproject.toml").read_text()


@pytest.mark.parametrize(
    ("fail", "done", "sentence"),
    [
        ("backup", ["backup"], "the backup could not be made"),
        ("prepare", ["backup", "install", "prepare"], "could not be brought to this version"),
        ("check", ["backup", "install", "prepare", "check"], "the check of this version found an error"),
    ],
)
def test_it_stops_at_the_first_failure_with_a_sentence(clone, fail, done, sentence):
    stopped = upgrade(clone, FAIL=fail)
    assert stopped.returncode == 1
    assert stopped.stderr.startswith("Stopped: ")
    assert sentence in stopped.stderr
    assert asked(clone) == done
    assert ("The way back" in stopped.stdout) is (fail != "backup")
    assert "Traceback" not in stopped.stderr


def test_without_a_backup_no_code_is_fetched(clone):
    upgrade(clone, FAIL="backup")
    assert "0.1.0" in (clone / "pyproject.toml").read_text()


def test_a_backup_that_names_no_file_is_none(clone):
    a_python(clone, "all is well")
    stopped = upgrade(clone)
    assert "Stopped: the backup did not say which file it is." in stopped.stderr
    assert asked(clone) == ["backup"]


def test_a_doctor_who_finds_something_says_so_after_all_is_done(clone):
    done = upgrade(clone, FAIL="doctor")
    assert done.returncode == 1
    assert "The upgrade is done." in done.stderr
    assert "became 0.2.0" in done.stdout


def test_to_names_a_version(clone):
    upgrade(clone)
    done = upgrade(clone, TO="v0.1.0")
    assert "Version 0.2.0 became 0.1.0" in done.stdout
    assert "Stopped: git could not check v9 out." in upgrade(clone, TO="v9").stderr


def test_code_that_was_changed_here_is_not_overwritten(clone):
    (clone / "pyproject.toml").write_text("mine")
    stopped = upgrade(clone)
    assert "Stopped: git could not bring the newest code." in stopped.stderr
    assert (clone / "pyproject.toml").read_text() == "mine"


def test_code_that_was_unpacked_is_taken_as_it_lies_there(clone):
    (clone / ".git").rename(clone / "not-git")
    done = upgrade(clone, GIT_CEILING_DIRECTORIES=str(clone.parent))
    assert done.returncode == 0
    assert "The code is taken as it lies here" in done.stdout
    assert "put the code of the former version back" in done.stdout


def test_where_no_site_is_it_says_what_makes_one(clone):
    (clone / ".env").unlink()
    assert "'make run' makes one" in upgrade(clone).stderr
    assert asked(clone) == []
