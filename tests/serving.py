"""`manage.py serve`, or `web`, in a session of its own, and what is left of it afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from blog.listening import answers
from tests.source import ROOT

START_SECONDS = 120  # a loaded machine needs some of them
END_SECONDS = 18  # less than the server's own patience, so that a hanging process is found


@contextmanager
def serving(
    env: dict[str, str], port: int, *, workers: int = 2, command: str = "serve", options: Sequence[str] = ()
) -> Iterator[subprocess.Popen[str]]:
    """At the port, unless the options name a socket."""
    words = [sys.executable, "manage.py", command, "--port", str(port), "--workers", str(workers), *options]
    place = options[options.index("--socket") + 1] if "--socket" in options else ("127.0.0.1", port)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    server = subprocess.Popen(words, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, start_new_session=True, **pipes)
    try:
        until(lambda: answers(place) or server.poll() is not None, START_SECONDS)
        yield server
    finally:
        kill_session(server.pid)
        server.wait()
        until(lambda: not session(server.pid), END_SECONDS)


def session(leader: int) -> list[int]:
    """The processes of a session that are still alive."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(int(entry.name))
    return found


def kill_session(leader: int) -> None:
    for pid in session(leader):
        with suppress(ProcessLookupError):  # it ended by itself meanwhile
            os.kill(pid, signal.SIGKILL)


def until(condition: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return condition()
