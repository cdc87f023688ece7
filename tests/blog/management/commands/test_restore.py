from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from blog.backup import Refused
from blog.backup.manifest import Manifest
from blog.backup.restoring import Restored
from blog.management.commands import restore


def restored(monkeypatch, **facts) -> None:
    done = Restored(Manifest(made_at="2026-11-27"), **{"kept": "", "has_our_secret": True, **facts})
    monkeypatch.setattr(restore, "restore", lambda path, **_options: done)


def test_it_says_in_one_line_what_it_did(monkeypatch, capsys):
    restored(monkeypatch)
    call_command("restore", "a.zip")
    assert capsys.readouterr().out == "Restored: 0 rows and 0 files of 2026-11-27.\n"


def test_it_says_the_way_back_and_that_a_secret_is_missing(monkeypatch, capsys):
    restored(monkeypatch, kept="x", has_our_secret=False)
    call_command("restore", "a.zip", replace=True)
    said = capsys.readouterr().out
    assert "'manage.py restore --undo' brings it back." in said
    assert "SECRET_KEY" in said


def test_a_refusal_is_a_sentence_for_people_and_programs(monkeypatch, capsys):
    def refuse(path, **_options):
        raise Refused("It is damaged.")

    monkeypatch.setattr(restore, "restore", refuse)
    with pytest.raises(CommandError, match="It is damaged"):
        call_command("restore", "a.zip")
    with pytest.raises(SystemExit):
        call_command("restore", "a.zip", json=True)
    assert json.loads(capsys.readouterr().out) == {"error": "It is damaged."}


def test_it_wants_a_file_or_a_way_back():
    with pytest.raises(CommandError):
        call_command("restore")
