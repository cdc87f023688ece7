from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from blog.doctor import findings
from blog.mail import trying
from blog.management.commands import doctor


@pytest.fixture
def found(monkeypatch):
    def finds(*these: findings.Finding) -> None:
        monkeypatch.setattr(doctor, "look_around", lambda: list(these))

    return finds


def test_all_well_ends_with_nothing(found, capsys):
    found(
        findings.well("disk", "Much is free."),
        findings.hint("dmarc", "None.", "Publish one."),
        findings.unasked("site", "It is off."),
    )
    call_command("doctor")
    assert capsys.readouterr().out.splitlines() == [
        "ok   disk: Much is free.",
        "hint dmarc: None. Publish one.",
        "?    site: could not be asked: It is off.",
        "Nothing is ill: status 0. What is marked ? could not be asked from here, and counts as neither well nor ill.",
    ]


def test_what_is_ill_ends_with_one_and_says_what_to_do(found, capsys):
    found(findings.ill("disk", "Nothing is free.", "Make room."))
    with pytest.raises(SystemExit) as ended:
        call_command("doctor")
    assert ended.value.code == 1
    assert capsys.readouterr().out == "ILL  disk: Nothing is free. Make room.\n1 is ill: status 1.\n"


def test_a_program_reads_the_same(found, capsys):
    found(findings.ill("disk", "Nothing is free.", "Make room."))
    with pytest.raises(SystemExit):
        call_command("doctor", json=True)
    (finding,) = json.loads(capsys.readouterr().out)
    assert finding == {"about": "disk", "state": "ill", "says": "Nothing is free.", "todo": "Make room."}


@pytest.mark.parametrize(("taken", "answer"), [(True, "250 OK"), (False, "550 No")])
def test_a_test_mail_prints_the_server_s_answer(monkeypatch, capsys, taken, answer):
    monkeypatch.setattr(trying, "send_at_once", lambda address: (taken, f"{answer} {address}"))
    if taken:
        call_command("doctor", mail="olive@example.org")
        assert "took it: 250 OK olive@example.org" in capsys.readouterr().out
    else:
        with pytest.raises(CommandError, match="not taken: 550 No"):
            call_command("doctor", mail="olive@example.org")
