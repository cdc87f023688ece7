"""tests/engines.py: no command leaves anything behind that works on."""

from __future__ import annotations

import subprocess

import pytest

from tests.engines import run_on
from tests.serving import session, until

FORKS = """
import os, time
if not os.fork():
    time.sleep(300)
print(os.getsid(0))
"""


def test_what_a_command_forked_ends_with_it():
    leader = int(run_on("sqlite://", "-c", FORKS))
    assert until(lambda: not session(leader), 10)


def test_what_a_command_forked_ends_with_its_time(monkeypatch):
    waiting, leaders = subprocess.Popen.wait, []

    def wait(process, timeout=None):
        leaders.append(process.pid)
        return waiting(process, timeout and 0.5)

    monkeypatch.setattr(subprocess.Popen, "wait", wait)
    with pytest.raises(subprocess.TimeoutExpired):
        run_on("sqlite://", "-c", f"{FORKS}time.sleep(300)")
    assert until(lambda: not session(leaders[0]), 10)
