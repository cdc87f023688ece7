"""A turn to write, taken before SQLite's lock: who waits asks the kernel for it, which costs a tenth of asking SQLite.

The turn is a lock on an empty file beside the database, and goes from who is killed. Nobody is woken in the order in which
they came: with fewer processors than writers every turn would then wait until its owner is awake, and a fifth fewer would
write. But whoever waits is seen, and who has just written lets them in first.

It is manners and no more: who takes no turn (another program, another machine) meets SQLite's own lock.
"""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path

TURN, WAITING = ENDS = ("-turn", "-waiting")  # of the names of the two files
ASKS_AGAIN = 0.001  # seconds
LETS_IN = 0.002  # seconds, in which whoever waits asks at least once


class Turn:
    """That of one connection. Where there can be no such files, or no locks on them, it has one whenever it asks."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.files: tuple[int, int] | None = None
        self.gave_at = 0.0

    def wait(self, seconds: float) -> bool:
        """Is it ours by then?"""
        if self.files is None:
            self.files = _opened(self.database)
        if self.files is None:
            return True
        turn, waiting = self.files
        if time.monotonic() < self.gave_at + LETS_IN and _is_anybody_there(waiting):
            time.sleep(LETS_IN)
        if _is_free(turn, fcntl.LOCK_EX):
            return True
        try:
            return _asks_again(turn, waiting, time.monotonic() + seconds)
        finally:
            _let_go(waiting)

    def give(self) -> None:
        if self.files is not None:
            _let_go(self.files[0])
            self.gave_at = time.monotonic()

    def close(self) -> None:
        """Which gives it, too."""
        for file in self.files or ():
            os.close(file)
        self.files = None


def _asks_again(turn: int, waiting: int, until: float) -> bool:
    is_seen = False
    while time.monotonic() < until:
        is_seen = is_seen or _is_free(waiting, fcntl.LOCK_SH)
        time.sleep(ASKS_AGAIN)
        if _is_free(turn, fcntl.LOCK_EX):
            return True
    return False


def _opened(database: Path) -> tuple[int, int] | None:
    """Reading is enough to lock them. As the database's other files they belong to whom that belongs, whoever makes them."""
    files: list[int] = []
    try:
        owned = database.stat()
        for end in ENDS:
            flags = os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC
            files.append(os.open(f"{database}{end}", flags, owned.st_mode & 0o666))
            if os.geteuid() == 0:
                os.fchown(files[-1], owned.st_uid, owned.st_gid)
    except OSError:
        for file in files:
            os.close(file)
        return None
    return files[0], files[1]


def _is_free(file: int, how: int) -> bool:
    """Then it is ours. A file system without locks has it free at all times."""
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except OSError as error:
        return not isinstance(error, BlockingIOError)
    return True


def _is_anybody_there(waiting: int) -> bool:
    if not _is_free(waiting, fcntl.LOCK_EX):
        return True
    _let_go(waiting)
    return False


def _let_go(file: int) -> None:
    with suppress(OSError):
        fcntl.flock(file, fcntl.LOCK_UN)
