"""The README's two commands, on a machine that has a bare environment and nothing of ours."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.serving import END_SECONDS, kill_session, session, until
from tests.source import ROOT, files

pytestmark = pytest.mark.rehearsal

FIRST_START_SECONDS = 300
SECOND_START_SECONDS = 120  # a few on an idle machine


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    directory = tmp_path_factory.mktemp("clone")
    for name in files():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, directory / name)
    return directory


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


class Terminal:
    """`make run` in a terminal of its own."""

    def __init__(self, clone: Path, port: int, **settings: str) -> None:
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(clone)
            environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **settings}
            os.execvpe("make", ["make", "run", f"PORT={port}"], environment)
        self.shown = ""

    def read_until(self, words: str, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while words not in self.shown and time.monotonic() < end:
            if select.select([self.fd], [], [], 0.2)[0]:
                try:
                    self.shown += os.read(self.fd, 4096).decode(errors="replace")
                except OSError:  # the last process has closed it
                    break
        return words in self.shown

    def press_ctrl_c(self) -> None:
        os.write(self.fd, b"\x03")


@contextmanager
def make_run(clone: Path, port: int, seconds: float) -> Iterator[Terminal]:
    terminal = Terminal(clone, port)
    try:
        assert terminal.read_until("Ctrl-C", seconds), terminal.shown
        yield terminal
    finally:
        kill_session(terminal.pid)
        os.waitpid(terminal.pid, 0)
        until(lambda: not session(terminal.pid), END_SECONDS)
        os.close(terminal.fd)


def page(port: int, path: str = "/") -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as response:
        return response.read().decode()


def test_one_command_gives_a_blog_with_articles_and_says_where(clone, port):
    with make_run(clone, port, FIRST_START_SECONDS) as terminal:
        assert f"http://localhost:{port}/" in terminal.shown
        assert f"http://localhost:{port}/admin/" in terminal.shown
        assert "password" in terminal.shown
        assert "h-entry" in page(port)
        assert "Traceback" not in terminal.shown


def test_a_second_start_is_quick_and_ctrl_c_ends_every_process(clone, port):
    with make_run(clone, port, SECOND_START_SECONDS) as terminal:
        terminal.press_ctrl_c()
        terminal.read_until("\0", 1)
        assert until(lambda: not [pid for pid in session(terminal.pid) if pid != terminal.pid], END_SECONDS)
        assert "Traceback" not in terminal.shown


def test_the_secret_and_the_content_are_kept(clone, port):
    secret = re.search(r"SECRET_KEY=(\S+)", (clone / ".env").read_text())[1]
    with make_run(clone, port, SECOND_START_SECONDS) as terminal:
        assert "The demo is here already" in terminal.shown
        assert secret in (clone / ".env").read_text()


def test_debug_is_off(clone, port):
    with make_run(clone, port, SECOND_START_SECONDS):
        with pytest.raises(urllib.error.HTTPError) as refused:
            page(port, "/no-such-page/")
        assert refused.value.code == 404
        assert "DEBUG = True" not in refused.value.read().decode()


def test_a_taken_port_is_one_plain_sentence(clone):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
        command = ["make", "run", f"PORT={port}"]
        done = subprocess.run(
            command, cwd=clone, env=environment, capture_output=True, text=True, check=False, timeout=300
        )
    assert done.returncode != 0
    assert f"Port {port} on 127.0.0.1 is taken" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
