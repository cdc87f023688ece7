"""SIGHUP: the server becomes the code and the settings that lie there now, while its web processes go on answering.

The main process starts its program anew in its own place (`exec`): same number, same listening socket, so
neither systemd nor a client notices. The former web processes are its children still; they end when
the new ones listen.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

FORMER = "COLLOQUY_FORMER_PROCESSES"
TRIAL_SECONDS = 120

logger = logging.getLogger("blog.server")


def what_stands_in_the_way() -> str:
    """Of a start with what lies there now: what a trial says; "" when it went well."""
    command = [sys.executable, *sys.orig_argv[1:], "--check"]
    try:
        done = subprocess.run(
            command, env=first_environment(), capture_output=True, text=True, timeout=TRIAL_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return "" if done.returncode == 0 else done.stderr.strip() or f"status {done.returncode}"


def begin_anew(handed_over: dict[str, str], former: Iterable[int]) -> None:
    """Does not return. A second SIGHUP waits until somebody can hear it."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    told = {**handed_over, FORMER: ",".join(map(str, former))}
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**first_environment(), **told})


def first_environment() -> dict[str, str]:
    """What this program was started with, without what it read from `.env`, which may say something else by now."""
    try:
        pairs = os.fsdecode(Path("/proc/self/environ").read_bytes()).split("\0")
    except OSError:
        return dict(os.environ)
    found = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
    return {name: value for name, value in found.items() if not name.startswith(("LISTEN_", FORMER))}


def former_processes() -> list[int]:
    """Those that this process had before a reload."""
    return [int(pid) for pid in os.environ.pop(FORMER, "").split(",") if pid]


def end(processes: list[int], patience: float) -> None:
    """Ask children to end, and make sure that they did."""
    for pid in processes:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + patience
    for pid in processes:
        while not is_over(pid):
            if time.monotonic() > until:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)


def is_over(pid: int) -> bool:
    """Of a child, which is gone for good then."""
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True
