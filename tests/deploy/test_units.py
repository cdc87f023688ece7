"""The systemd units in deploy/: systemd itself reads them."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.deploy.programs import program
from tests.source import ROOT, files

UNITS = [name for name in files() if re.fullmatch(r"deploy/colloquy-[a-z]+\.(service|socket|timer)", name)]
SERVICES = [name for name in UNITS if name.endswith(".service")]
MOST_EXPOSED = 2.5  # of 10, by systemd's own measure, which calls 2.0 "ok" and 10 "unsafe"


@pytest.fixture
def units(tmp_path):
    """All of them in one folder, where the program they start exists."""
    for name in UNITS:
        unit = (ROOT / name).read_text().replace("/srv/colloquy/site/.venv/bin/python", sys.executable)
        (tmp_path / name.rpartition("/")[2]).write_text(unit)
    return tmp_path


def test_there_are_units_for_everything_that_runs():
    kinds = {name.rpartition("-")[2] for name in UNITS}
    assert kinds == {"web.service", "web.socket", "worker.service", "backup.service", "backup.timer"}


@pytest.mark.parametrize("name", UNITS)
def test_systemd_finds_no_fault_with_a_unit(units, name):
    unit = units / name.rpartition("/")[2]
    command = [program("systemd-analyze"), "verify", "--man=no", "--recursive-errors=no", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert unit.name not in done.stderr


def test_systemd_does_find_faults(units):
    (units / "colloquy-web.service").write_text("[Service]\nExecStart=/no/such/program\nRestart=perhaps\n")
    command = [program("systemd-analyze"), "verify", "--man=no", str(units / "colloquy-web.service")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "colloquy-web.service" in done.stderr


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_may_do_little_to_its_machine(units, name):
    command = [program("systemd-analyze"), "security", "--offline=yes", "--no-pager"]
    command += [f"--threshold={round(MOST_EXPOSED * 10)}", str(units / name.rpartition("/")[2])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-500:] + done.stderr


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_shut_in_alike(name):
    def walls(unit):
        return re.search(r"^NoNewPrivileges.*?(?=\n\n|\Z)", (ROOT / unit).read_text(), re.S | re.M)[0].strip()

    assert walls(name) == walls(SERVICES[0])
