"""deploy/local.py: what olive reads when her machine lacks something."""

from __future__ import annotations

import ast
import os
import stat
import sys
from pathlib import Path

import pytest

from deploy import local
from tests.source import files, text


@pytest.fixture
def here(monkeypatch, tmp_path) -> Path:
    """A checkout of its own, whose pip writes down what it was asked for."""
    for lock in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / lock).write_text(f"# {lock}\n")
    venv = tmp_path / ".venv"
    places = {"ROOT": tmp_path, "VENV": venv, "PYTHON": venv / "bin" / "python", "ENV_FILE": tmp_path / ".env"}
    places |= {"INSTALLED": venv / "installed", "INSTALL_LOG": venv / "install.log"}
    for name, place in places.items():
        monkeypatch.setattr(local, name, place)
    monkeypatch.setattr(local, "make_venv", lambda: a_python(venv, status=0))
    return tmp_path


@pytest.fixture
def started(monkeypatch, here):
    """Starts the server at a port; returns the environment that it gets."""
    monkeypatch.delenv("SITE_URL", raising=False)
    monkeypatch.setattr(os, "chdir", lambda place: None)
    monkeypatch.setattr(os, "execv", lambda program, words: None)
    monkeypatch.setattr(local, "manage", lambda *words: None)

    def start(port: str) -> dict[str, str]:
        monkeypatch.setattr(os, "environ", {**os.environ, "PORT": port})
        local.start("run")
        return dict(os.environ)

    return start


def a_python(venv: Path, status: int) -> None:
    """Stands for the Python of .venv: `-c ""` works, and pip ends with this status."""
    python = venv / "bin" / "python"
    python.parent.mkdir(parents=True, exist_ok=True)
    python.write_text(f'#!/bin/sh\n[ "$1" = -c ] && exit 0\necho "$@" >> {venv}/asked\nexit {status}\n')
    python.chmod(0o755)


def asked(here: Path) -> str:
    place = here / ".venv" / "asked"
    return place.read_text() if place.exists() else ""


def test_an_old_python_reads_a_sentence(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; this is 3\.9\.2"):
        local.main(["run"])


def test_an_old_python_can_read_the_file_at_all():
    ast.parse(text("deploy/local.py"), feature_version=(3, 7))


def test_what_is_ours_is_compiled_whatever_the_shell_says(monkeypatch, here):
    """Whoever runs the site may not be allowed to write there later."""
    monkeypatch.setattr(local, "PYTHON", Path(sys.executable))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    for name in local.OURS:
        (here / name / "deeper").mkdir(parents=True)
        (here / name / "deeper" / "module.py").write_text("x = 1\n")
    local.compile_ours()
    assert {path.relative_to(here).parts[0] for path in here.rglob("deeper/__pycache__/module.*.pyc")} == set(
        local.OURS
    )


def test_all_of_ours_is_compiled_in_the_image_as_well():
    packages = {Path(name).parts[0] for name in files() if Path(name).name == "apps.py"}
    assert packages == set(local.OURS)
    assert f"python -m compileall -q {' '.join(local.OURS)}\n" in text("deploy/Dockerfile")


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_missing_venv_module_is_a_sentence(monkeypatch, module):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SystemExit, match="apt install python3-venv"):
        local.make_venv()


def test_an_environment_that_cannot_be_made_is_a_sentence(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(local, "VENV", tmp_path / "file" / ".venv")
    with pytest.raises(SystemExit, match="could not be made"):
        local.make_venv()


def test_no_network_is_a_sentence_that_names_the_details(monkeypatch, here):
    monkeypatch.setattr(local, "make_venv", lambda: a_python(here / ".venv", status=1))
    with pytest.raises(SystemExit, match=r"Is this machine online\? .*\.venv/install\.log"):
        local.install(dev=False)


def test_what_could_not_be_installed_is_tried_again(monkeypatch, here):
    test_no_network_is_a_sentence_that_names_the_details(monkeypatch, here)
    monkeypatch.setattr(local, "make_venv", lambda: a_python(here / ".venv", status=0))
    local.install(dev=False)
    assert asked(here).count("pip install") == 2


def test_only_locked_versions_with_their_hashes_are_installed(here):
    local.install(dev=False)
    assert "--require-hashes" in asked(here)
    assert "requirements-dev.txt" not in asked(here)


def test_nothing_is_installed_twice(here):
    local.install(dev=True)
    local.install(dev=True)
    local.install(dev=False)
    assert asked(here).count("pip install") == 1


def test_a_changed_lock_is_installed(here):
    local.install(dev=False)
    (here / "requirements.txt").write_text("# another\n")
    local.install(dev=False)
    assert asked(here).count("pip install") == 2


def test_the_tools_of_developers_come_on_top(here):
    local.install(dev=False)
    local.install(dev=True)
    assert "requirements-dev.txt" in asked(here)


def test_an_environment_whose_python_went_away_is_made_anew(here):
    local.install(dev=False)
    local.PYTHON.unlink()
    local.PYTHON.symlink_to("/nowhere/python3")
    assert not local.works()


def test_the_first_env_file_has_a_secret_of_its_own_and_is_private(here):
    local.write_env()
    lines = dict(line.split("=", 1) for line in local.ENV_FILE.read_text().splitlines() if "=" in line)
    assert len(lines["SECRET_KEY"]) >= 50
    assert (lines["DEBUG"], lines["REQUIRE_SECOND_FACTOR"]) == ("off", "off")
    assert stat.S_IMODE(local.ENV_FILE.stat().st_mode) == 0o600


def test_two_machines_have_two_secrets(here):
    local.write_env()
    first = local.ENV_FILE.read_text()
    local.ENV_FILE.unlink()
    local.write_env()
    assert local.ENV_FILE.read_text() != first


def test_an_env_file_that_is_there_stays_as_it_is(here):
    local.ENV_FILE.write_text("SECRET_KEY=mine\n")
    local.write_env()
    assert local.ENV_FILE.read_text() == "SECRET_KEY=mine\n"


@pytest.mark.parametrize(
    ("written", "port", "address"),
    [
        ("SITE_URL=http://localhost:8000\n", "8001", {"SITE_URL": "http://localhost:8001"}),
        ("", "9000", {"SITE_URL": "http://localhost:9000"}),
        ("SITE_URL=https://blog.example.org\n", "8001", {}),
    ],
)
def test_a_local_site_follows_its_port_and_a_public_one_does_not(monkeypatch, here, written, port, address):
    monkeypatch.delenv("SITE_URL", raising=False)
    local.ENV_FILE.write_text(written)
    assert local.address_for(port) == address


def test_what_the_shell_says_wins_over_the_file(monkeypatch, here):
    local.ENV_FILE.write_text("SITE_URL=http://localhost:8000\n")
    monkeypatch.setenv("SITE_URL", "https://blog.example.org")
    assert local.address_for("8001") == {}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("A=1\nSITE_URL=http://localhost:8000\nB=2\n", "A=1\nSITE_URL=http://localhost:8001\nB=2\n"),
        ("A=1", "A=1\nSITE_URL=http://localhost:8001\n"),
        ("SITE_URL=https://blog.example.org\n", "SITE_URL=https://blog.example.org\n"),
    ],
)
def test_what_runs_beside_the_server_knows_its_port(started, written, kept):
    local.ENV_FILE.write_text(written)
    local.ENV_FILE.chmod(0o640)
    assert started("8001")
    assert local.ENV_FILE.read_text() == kept
    assert stat.S_IMODE(local.ENV_FILE.stat().st_mode) == 0o640


def test_what_the_shell_says_is_not_written_down(started, monkeypatch):
    local.ENV_FILE.write_text("A=1\n")
    monkeypatch.setenv("SITE_URL", "http://localhost:8000")
    assert started("8001")["SITE_URL"] == "http://localhost:8001"
    assert local.ENV_FILE.read_text() == "A=1\n"


def test_a_command_that_fails_ends_it_with_the_same_status(monkeypatch, here):
    a_python(here / ".venv", status=7)
    with pytest.raises(SystemExit) as ended:
        local.manage("prepare")
    assert ended.value.code == 7
    assert os.path.exists(here / ".venv" / "asked")
