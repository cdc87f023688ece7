"""Static files as production has them: collected and compressed once in a run of the tests, by whoever comes first.

Collecting again takes files away for a moment, and a site that another process serves would miss them.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def static_root(config: pytest.Config) -> Iterator[tuple[Path, dict[str, str]]]:
    """The folder, and the settings with which `manage.py prepare` has to be run there. Others wait meanwhile."""
    folder = config.cache.mkdir("static")  # kept: compressing it all again would take ten seconds each time
    run, mark = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid())), folder / "run"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        is_collected = mark.exists() and mark.read_text() == run
        yield folder / "root", {"DEBUG": "on"} if is_collected else {}  # with DEBUG nothing is collected
        mark.write_text(run)
