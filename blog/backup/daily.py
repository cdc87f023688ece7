"""One a day, made by the background worker where BACKUP_DIR names a folder."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from blog.backup import record, rotation
from blog.chores import keeping

EVERY = timedelta(days=1)
LEASE = timedelta(hours=6)  # a worker that dies meanwhile delays the next one by so much


class FailedError(Exception):
    """The log of the worker says why."""


def back_up_if_owed(ended: threading.Event) -> None:
    """In a process of its own: letters go out meanwhile, and its memory goes with it."""
    if is_owed():
        keeping.perform(record.WORK, lambda: _run(ended), alone_for=LEASE)


def is_owed() -> bool:
    """What lies there counts: somebody may have emptied the folder. One from the future is a clock's mistake."""
    now = datetime.now(UTC)
    try:
        found = rotation.found_in(Path(settings.BACKUP_FOLDER))
    except OSError:  # then making one fails as well, and that is told
        return True
    moments = [kept.made_at for kept in found if kept.made_at <= now]
    return not moments or now - max(moments) >= EVERY


def _run(ended: threading.Event) -> None:
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "backup"]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as child:
        while child.poll() is None:
            if ended.wait(0.5):
                child.terminate()
                return
    if child.returncode:
        raise FailedError
