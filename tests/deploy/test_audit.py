"""deploy/audit.py: a weakness that is known fails, and what nobody could look up is not called well."""

from __future__ import annotations

import json
import sys

import pytest

from deploy import audit
from tests.source import text

WEAK = {"name": "pillow", "version": "1.0", "vulns": [{"id": "CVE-2030-1", "fix_versions": ["1.1"]}]}
WELL = {"name": "django", "version": "5.2", "vulns": []}
UNKNOWN = {"name": "mptt", "skip_reason": "not found"}


@pytest.fixture
def pip_audit(monkeypatch, tmp_path):
    """Stands for the program and the public lists: what it answers, by list; and an exit status of its own."""
    program = tmp_path / "bin" / "pip-audit"
    program.parent.mkdir()
    monkeypatch.setattr(audit, "HOME", tmp_path)

    def answer(status=0, **lists):
        answers = {name: json.dumps({"dependencies": found}) for name, found in lists.items()}
        said = f"import sys; sys.stdout.write({answers!r}.get(sys.argv[2], 'no connection')); sys.exit({status})"
        program.write_text(f"#!{sys.executable}\n{said}\n")
        program.chmod(0o755)

    return answer


def test_a_known_weakness_fails_and_says_which_version_mends_it(pip_audit):
    pip_audit(pypi=[WELL, WEAK], status=1)
    with pytest.raises(SystemExit) as stopped:
        audit.main()
    assert "pillow 1.0: CVE-2030-1, mended in 1.1" in str(stopped.value.code)


def test_none_is_told_with_how_many_were_looked_up(pip_audit, capsys):
    pip_audit(pypi=[WELL, UNKNOWN])
    audit.main()
    assert "2 libraries were looked up" in capsys.readouterr().out  # one in each lock


@pytest.mark.parametrize("answers", [{}, {"pypi": [UNKNOWN]}, {"pypi": [UNKNOWN], "osv": [UNKNOWN]}])
def test_where_no_list_answers_nothing_is_called_well(pip_audit, capsys, answers):
    pip_audit(**answers)
    audit.main()
    said = capsys.readouterr().out
    assert said.startswith("NOT AUDITED")
    assert "none has a known weakness" not in said


def test_the_second_list_is_asked_where_the_first_knows_nothing(pip_audit):
    pip_audit(pypi=[UNKNOWN], osv=[WEAK])
    with pytest.raises(SystemExit, match="CVE-2030-1"):
        audit.main()


def test_a_program_that_cannot_be_installed_is_told_as_well(monkeypatch, capsys):
    monkeypatch.setattr(audit, "install", lambda: False)
    audit.main()
    assert capsys.readouterr().out.startswith("NOT AUDITED")


def test_both_locks_are_asked_about_and_the_programme_is_locked_itself():
    assert set(audit.LOCKS) == {"requirements.txt", "requirements-dev.txt"}
    assert "pip-audit==" in text("requirements-audit.txt")
    assert "make audit" in text(".ci/run")
