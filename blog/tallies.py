"""Numbers that only rise, counted by every process of this machine and read by any of them.

Each process writes into a file of its own, so that nobody waits for anybody; the figures are the sums over
all files. A process that starts takes over what a dead one left, whose lock is free, and counts on in it:
nothing is lost or counted twice, and there are never more files than processes lived at once.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

SLOTS = 8192  # what 300 routes need, and as much again for what a former version counted
KEY_BYTES = 120
MAGIC = b"tallies 1"
HEADER = struct.Struct("16s16s32sd")  # MAGIC, kind of process, version, start
SLOT = struct.Struct(f"{KEY_BYTES}sd")
STEP = SLOT.size // 8  # from one number to the next
SIZE = SLOT.size * (SLOTS + 1)  # the header takes the first place
OVERFLOW = "colloquy_uncounted_total"  # the first slot: what found no place of its own


class Process(NamedTuple):
    """One that is alive."""

    kind: str
    version: str
    started: float


class Tallies:
    """The numbers of this process, in a file of `directory`; without one, or on a disk that takes none, in its memory.

    Not for several threads at once: who adds holds a lock.
    """

    def __init__(self, directory: Path | None, kind: str = "", version: str = "") -> None:
        self.directory = directory
        self._descriptor = self._own_file()
        self._map = mmap.mmap(-1 if self._descriptor is None else self._descriptor, SIZE)
        self._values = memoryview(self._map).cast("d")
        self._places = {key: place for place, (key, _value) in enumerate(_slots(self._map))}
        HEADER.pack_into(self._map, 0, MAGIC, kind.encode()[:16], version.encode()[:32], time.time())
        self.place(OVERFLOW)

    @property
    def is_shared(self) -> bool:
        return self._descriptor is not None

    def place(self, key: str) -> int:
        """Where this number is kept, from now on. The overflow's where there is no room for it."""
        if key in self._places:
            return self._places[key]
        name, place = key.encode(), len(self._places)
        if place >= SLOTS or len(name) > KEY_BYTES:
            return 0
        at = SLOT.size * (place + 1)
        self._map[at + 1 : at + len(name)] = name[1:]
        self._map[at] = name[0]  # last: who reads meanwhile takes a place without a first letter for empty
        self._places[key] = place
        return place

    def add(self, place: int, amount: float) -> None:
        self._values[(place + 2) * STEP - 1] += amount

    def sums(self) -> Counter[str]:
        """Of all processes, living or dead."""
        found: Counter[str] = Counter()
        for data in self._all_files() if self.is_shared else [self._map[:]]:
            for key, value in _slots(data):
                found[key] += value  # type: ignore[assignment]  # floats add up as well
        return found

    def processes(self) -> list[Process]:
        if not self.is_shared:
            return [_process(self._map)]
        return [process for path in self._paths() if (process := _living(path))]

    def abandon(self) -> None:
        """Leave file and lock to who has them: after a fork, that is the parent."""
        self._values.release()
        self._map.close()
        if self._descriptor is not None:
            os.close(self._descriptor)

    def _own_file(self) -> int | None:
        if self.directory is None:
            return None
        try:
            self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            found = next(self._left_behind(), None)
            return self._new_file(self.directory) if found is None else found
        except OSError:  # read-only or full
            return None

    def _left_behind(self) -> Iterator[int]:
        for path in self._paths():
            descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
            if _lock(descriptor) and _is_whole(descriptor):
                yield descriptor
            else:
                os.close(descriptor)

    def _new_file(self, directory: Path) -> int:
        """All of its room is taken at once: writing to a map whose page the disk cannot hold would kill the process."""
        path = directory / f"{uuid.uuid4().hex}.tallies"
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            os.posix_fallocate(descriptor, 0, SIZE)
            os.pwrite(descriptor, MAGIC, 0)
        except OSError:
            os.close(descriptor)
            path.unlink()
            raise
        return descriptor

    def _paths(self) -> list[Path]:
        return sorted(self.directory.glob("*.tallies")) if self.directory else []

    def _all_files(self) -> Iterator[bytes]:
        for path in self._paths():
            with suppress(OSError):
                data = path.read_bytes()
                if data.startswith(MAGIC) and len(data) == SIZE:
                    yield data


def _slots(data: mmap.mmap | bytes) -> Iterator[tuple[str, float]]:
    for at in range(SLOT.size, SIZE, SLOT.size):
        if not data[at]:
            return
        key, value = SLOT.unpack_from(data, at)
        yield key.rstrip(b"\0").decode(errors="replace"), value


def _process(header: mmap.mmap | bytes) -> Process:
    _magic, kind, version, started = HEADER.unpack_from(header, 0)
    return Process(kind.rstrip(b"\0").decode(), version.rstrip(b"\0").decode(), started)


def _lock(descriptor: int, how: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _is_whole(descriptor: int) -> bool:
    """Of this version, and no shorter than what will be written to."""
    return os.fstat(descriptor).st_size == SIZE and os.pread(descriptor, len(MAGIC), 0) == MAGIC


def _living(path: Path) -> Process | None:
    """Who counts in this file; None where that one is dead."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        is_dead = _lock(descriptor, fcntl.LOCK_SH) or not _is_whole(descriptor)
        return None if is_dead else _process(os.pread(descriptor, HEADER.size, 0))
    finally:
        os.close(descriptor)
