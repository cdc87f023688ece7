from __future__ import annotations

import logging
import signal
import subprocess
import sys

import pytest
from django.db import DatabaseError

from blog import worker
from tests.serving import END_SECONDS
from tests.source import ROOT

STARTED = "import signal; from blog import worker; worker.maintain = lambda: print('pass', flush=True); worker.run(attached={})"


def a_worker(prepared: dict[str, str], *, attached: bool) -> subprocess.Popen[str]:
    code = f"import django; django.setup(); {STARTED.format(attached)}"
    env = {**prepared, "DJANGO_SETTINGS_MODULE": "blog.settings"}
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=env, stdin=pipe, stdout=pipe, stderr=pipe, text=True
    )
    assert process.stdout.readline() == "pass\n"
    return process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_between_two_passes(prepared, number):
    process = a_worker(prepared, attached=False)
    process.send_signal(number)
    assert process.wait(END_SECONDS) == 0
    assert process.stderr.read() == ""


def test_it_ends_with_whoever_started_it(prepared):
    process = a_worker(prepared, attached=True)
    process.stdin.close()
    assert process.wait(END_SECONDS) == 0
    assert process.stderr.read() == ""


def test_a_worker_of_its_own_does_not_mind_a_closed_input(prepared):
    process = a_worker(prepared, attached=False)
    process.stdin.close()
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.5)
    process.kill()
    process.wait()


def test_a_database_that_is_away_does_not_end_it(monkeypatch, caplog):
    def refuse() -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(worker, "maintain", refuse)
    monkeypatch.setattr(worker.connections, "close_all", lambda: None)  # the test's own among them
    with caplog.at_level(logging.WARNING, "blog.worker"):
        worker.one_pass()
    assert "Background work waits for the database: gone" in caplog.text
