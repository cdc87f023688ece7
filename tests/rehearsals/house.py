"""A site of its own on either database, its server, and the processes of that."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.engines import new_database, run_on
from tests.ports import free_port
from tests.serving import serving, session

NO_LIMITS = {"COMMENT_FLOOD_SECONDS": "0", "COMMENT_RATE_LIMIT": "0"}

# What is sent is shown at once, so that it can be answered.
FURNISH = """
import json
from tests.builders import a_post
from tests.comments.rules.crew import site_rules
site_rules(level="shown")
print(json.dumps([a_post(slug=f"article-{n}", title=f"Article {n}").get_absolute_url() for n in range(%d)]))
"""


class House:
    """`env` of the site whose database is at `url`; `articles` are their paths."""

    def __init__(self, url: str, env: dict[str, str], articles: int = 2) -> None:
        self.url, self.env, self.port = url, {**env, **NO_LIMITS, "DATABASE_URL": url}, free_port()
        self.articles: list[str] = []
        if articles:
            self.articles = json.loads(self.shell(FURNISH % articles))

    def run(self, *command: str) -> str:
        return run_on(self.url, *command, **self.settings)

    def shell(self, code: str) -> str:
        """What a few lines of Python print in the site."""
        return self.run("manage.py", "shell", "--verbosity=0", "-c", code).strip().splitlines()[-1]

    def reckon(self) -> dict[str, Any]:
        """What is stored, and what is wrong with it."""
        return json.loads(self.run("-m", "tests.rehearsals.reckoning"))

    @property
    def settings(self) -> dict[str, str]:
        names = ("SECRET_KEY", "MEDIA_ROOT", "STATIC_ROOT", "SITE_URL", "EMAIL_URL", "CACHE_URL", *NO_LIMITS)
        return {name: self.env[name] for name in names}

    @contextmanager
    def served(self, *, workers: int = 2) -> Iterator[subprocess.Popen[str]]:
        with serving(self.env, self.port, workers=workers) as server:
            assert server.poll() is None, server.stdout.read() if server.stdout else ""
            yield server


@contextmanager
def a_house(engine: str, directory: Path, env: dict[str, str], *, articles: int = 2, **more: str) -> Iterator[House]:
    with new_database(engine, directory) as url:
        yield House(url, {**env, "MEDIA_ROOT": str(directory / "media"), **more}, articles)


def worker_of(server: int) -> int | None:
    """The process that does the background work."""
    for pid in session(server):
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"worker" in words:
            return pid
    return None


def webs_of(server: int) -> list[int]:
    return [pid for pid in session(server) if pid not in {server, worker_of(server)}]


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
