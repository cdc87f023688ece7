from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from blog.backup import Refused, record
from blog.backup.making import Made
from blog.backup.manifest import LeftOut, Manifest, Member, Table
from blog.management.commands import backup
from tests.blog.backup.made_by_hand import an_archive

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(monkeypatch, tmp_path):
    """What making one came to, without making one."""
    path = an_archive(tmp_path / "colloquy-localhost_8000-20261127T030000Z.zip")
    about = Manifest(tables=[Table("posts_tag", "posts", ["id"], 5, 5, Member("rows/posts_tag.jsonl", 1, ""))])
    monkeypatch.setattr(backup, "make", lambda folder, **_options: Made(path, 2_500_000, about))
    return about


def earlier(folder: Path) -> Path:
    path = folder / "colloquy-localhost_8000-20261126T030000Z.zip"
    path.touch()
    return path


def test_it_says_in_one_line_what_it_made(made, capsys, tmp_path):
    call_command("backup", to=tmp_path, keep=1)
    said = capsys.readouterr().out
    assert said == f"{tmp_path}/colloquy-localhost_8000-20261127T030000Z.zip holds 5 rows and 0 files in 2.5 MB.\n"
    assert record.last_good()


def test_older_ones_are_deleted_after_a_good_one(made, capsys, tmp_path):
    old = earlier(tmp_path)
    call_command("backup", to=tmp_path, keep=1)
    assert not old.exists()
    assert "1 older one was deleted." in capsys.readouterr().out


def test_one_that_is_not_whole_deletes_none_and_is_no_success(made, capsys, tmp_path):
    made.left_out.append(LeftOut("pipe", "no plain file"))
    old = earlier(tmp_path)
    with pytest.raises(SystemExit) as ended:
        call_command("backup", to=tmp_path, keep=1)
    assert ended.value.code == 1
    assert old.exists()
    assert record.last_good() is None
    assert "Not in it, of 1: pipe (no plain file)." in capsys.readouterr().out


def test_a_refusal_is_a_sentence(monkeypatch, tmp_path):
    def refuse(folder, **_options):
        raise Refused("The disk is full.")

    monkeypatch.setattr(backup, "make", refuse)
    with pytest.raises(CommandError, match="The disk is full"):
        call_command("backup", to=tmp_path)


def test_it_reads_one_without_making_one(capsys, tmp_path):
    call_command("backup", verify=an_archive(tmp_path / "a.zip"))
    assert "is whole: 2 rows and 1 files" in capsys.readouterr().out


@pytest.mark.parametrize("keep", ["-1", "many", ""])
def test_a_number_of_backups_is_a_number(keep):
    with pytest.raises(CommandError):
        call_command("backup", f"--keep={keep}")
