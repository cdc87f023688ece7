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
def static_root(config: pytest.Config, places: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str]]]:
    """The folder, and the settings with which `manage.py prepare` has to be run there. Others wait meanwhile."""
    folder = _kept(config, places)
    run, mark = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid())), folder / "run"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        is_collected = mark.exists() and mark.read_text() == run
        yield folder / "root", {"DEBUG": "on"} if is_collected else {}  # with DEBUG nothing is collected
        mark.write_text(run)


def _kept(config: pytest.Config, places: pytest.TempPathFactory) -> Path:
    """Beyond the run: compressing it all again would take ten seconds each time. For the run, where pytest keeps nothing."""
    if hasattr(config, "cache"):
        return config.cache.mkdir("static")
    base = places.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "static"
    folder.mkdir(exist_ok=True)
    return folder
