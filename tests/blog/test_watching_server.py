"""/metrics and the log of a real server: several processes, one of which is killed."""

from __future__ import annotations

import json
import os
import signal
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.serving import answers, serving, session, until

TOKEN = "a-long-secret-of-the-owner"
ASKED = 20


@pytest.fixture
def watched(prepared, tmp_path):
    log = {"LOG_FORMAT": "json", "ACCESS_LOG": "on"}
    return {**prepared, **log, "METRICS_TOKEN": TOKEN, "METRICS_DIR": str(tmp_path / "metrics")}


def figures(port: int) -> dict[tuple[str, ...], float]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        families = text_string_to_metric_families(answer.read().decode())
    return {(one.name, *sorted(one.labels.values())): one.value for family in families for one in family.samples}


def ask(port: int, times: int) -> None:
    for _ in range(times):
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/no/such/page/?q=illness", timeout=60)


def test_all_processes_are_told_together_and_a_killed_one_is_not_forgotten(watched, port, tmp_path):
    with serving(watched, port) as server:
        assert until(lambda: figures(port).get(("colloquy_processes", "worker")) == 1, 60)
        assert figures(port)["colloquy_processes", "web"] == 2
        ask(port, ASKED)
        assert figures(port)["colloquy_requests_total", "(none)", "4xx"] == ASKED
        os.kill(next(pid for pid in session(server.pid) if is_web(pid, server.pid)), signal.SIGKILL)
        assert until(lambda: answers(("127.0.0.1", port)) and figures(port).get(("colloquy_processes", "web")) == 2, 60)
        ask(port, ASKED)
        assert figures(port)["colloquy_requests_total", "(none)", "4xx"] == 2 * ASKED
        assert len(list((tmp_path / "metrics").iterdir())) == 3


def is_web(pid: int, leader: int) -> bool:
    """A fork of the server: what it runs is called as the server is."""
    command = Path(f"/proc/{pid}/cmdline").read_bytes()
    return pid != leader and command == Path(f"/proc/{leader}/cmdline").read_bytes()


def test_what_a_server_says_is_one_object_a_line_about_nobody(watched, port):
    with serving(watched, port) as server:
        ask(port, 3)
        os.kill(server.pid, signal.SIGTERM)
        text = server.stdout.read()
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    told = [line for line in lines if line.get("route") == "(none)"]
    assert [(line["method"], line["status"]) for line in told] == [("GET", 404)] * 3
    assert len({line["request_id"] for line in told}) == 3
    assert "illness" not in text
    assert "127.0.0.1" not in "".join(json.dumps(line) for line in lines)
