"""One process that runs Python code inside a site whenever a test asks: starting one each time costs over a second.

Started by `Inside`, it answers each line with a line: code in, what it printed or its traceback out, both as JSON.
"""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any, TextIO

ROOT = Path(__file__).resolve().parents[2]


class Inside:
    """Started with the first question."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.environment, self.log = environment, log
        self.process: subprocess.Popen[str] | None = None

    def ask(self, code: str) -> str:
        process = self.process = self.process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        print(json.dumps(code), file=process.stdin, flush=True)
        line = process.stdout.readline()
        assert line, f"The process that is asked has ended:\n{self.log.read_text()}"
        said, error = json.loads(line)
        assert not error, f"{code[-300:]}\n{said}\n{error}"
        return str(said).strip()

    def stop(self) -> None:
        if self.process is not None:
            self.process.communicate()
            self.process = None

    def _start(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.e2e.asking"]
        pipe = subprocess.PIPE
        with self.log.open("w") as log:
            return subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdin=pipe, stdout=pipe, stderr=log, text=True
            )


def answer(questions: TextIO, answers: TextIO) -> None:
    """What `manage.py shell` knows, each question knows, and nothing of the one before."""
    from django.core.management.commands.shell import Command
    from django.db import close_old_connections, connection

    from blog.pages import changes

    known = Command().get_namespace(verbosity=0)
    for line in questions:
        close_old_connections()
        said = _run(json.loads(line), dict(known))
        changes.note(connection)  # tests write past the doors that raise a discussion's version
        print(json.dumps(said), file=answers, flush=True)


def _run(code: str, namespace: dict[str, Any]) -> tuple[str, str]:
    with contextlib.redirect_stdout(io.StringIO()) as said:
        try:
            exec(code, namespace)
        except Exception:
            return said.getvalue(), traceback.format_exc()
    return said.getvalue(), ""


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blog.settings")
    django.setup()
    answer(sys.stdin, sys.stdout)
