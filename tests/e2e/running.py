"""A site of its own for a test module: the production server over a copy of the demo."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tests.ports import free_port

from .asking import ROOT, Inside

if TYPE_CHECKING:
    from .storing import Prepared

PASSWORD = "colloquy"  # the demo's
PATIENCE = 30  # seconds a browser may take for anything: a slow machine is no defect of the site
START_SECONDS = 120  # a loaded machine needs some of them
# What this machine's .env or shell may say must not reach the site under test.
QUIET = {
    "DEBUG": "off",
    "ALLOWED_HOSTS": "",
    "CACHE_URL": "",
    "EMAIL_URL": "",
    "TRUSTED_PROXIES": "",
    "LANGUAGE_CODE": "en",
    "TIME_ZONE": "UTC",
    "COMMENT_FLOOD_SECONDS": "0",
    "COMMENT_RATE_LIMIT": "0",
}


class RunningSite:
    """`manage.py serve` in a process group of its own."""

    def __init__(self, prepared: Prepared, directory: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = directory / "serve.log"
        self.ending = ExitStack()
        stored = self.ending.enter_context(prepared.copied_to(directory))
        self.environment = environment(self.url, prepared.static, directory / "media") | stored
        self.inside = Inside(self.environment, directory / "asked.log")

    def start(self) -> None:
        command = ["serve", "--host", "127.0.0.1", "--port", str(self.port), "--workers", "2"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", *command],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            try:
                urllib.request.urlopen(self.url + "/healthz", timeout=30).close()
                return
            except (OSError, urllib.error.URLError):
                time.sleep(0.1)
        self.stop()
        raise AssertionError(f"The site did not start:\n{self.log.read_text()}")

    def stop(self) -> None:
        """At once: its last words to those who still ask take seconds, and `tests/blog/test_server.py` hears them."""
        self.inside.stop()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.ending.close()

    def address(self, path: str = "/") -> str:
        return path if path.startswith("http") else self.url + path

    def manage(self, *arguments: str) -> str:
        """What a management command of this site prints."""
        return manage(self.environment, *arguments)

    def ask(self, code: str) -> str:
        """What Python code prints that runs inside this site: `print(Comment.objects.count())`."""
        return self.inside.ask(_MODELS + code)


_MODELS = """
from accounts.models import User
from blog.posts.models import Post, Site, Tag
from comments.models import Comment, Defaults, Discussion, Event, Status
"""


def environment(url: str, static: Path, media: Path) -> dict[str, str]:
    return {
        **os.environ,
        **QUIET,
        "SECRET_KEY": "only-for-browsers-" + "x" * 40,
        "SITE_URL": url,
        "MEDIA_ROOT": str(media),
        "STATIC_ROOT": str(static),
        "PYTHONWARNINGS": "ignore",
    }


def manage(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, f"manage.py {' '.join(arguments)[:200]} failed:\n{done.stdout}\n{done.stderr}"
    return done.stdout.strip()
