"""The file itself: a zip that any tool opens, whose last 64 characters are the SHA-256 of all before them.

So whatever changes on the way, a bit in a header that no program looks at included, is noticed before anything
is believed.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

from blog.backup.manifest import NAME, Manifest, Member

SEAL = 64  # characters at the end: the zip's own comment
BLOCK = 256 * 1024
LEVEL = 4  # of deflate: nearly as small as 6, in half the time
MODE = 0o100600 << 16  # of what is unpacked by hand

Write = Callable[[bytes], None]


class SealedStream:
    """Only ever appended to. Once it broke it swallows, so that the zip above it can be closed in peace."""

    def __init__(self, raw: io.FileIO) -> None:
        self._raw = raw
        self._digest = hashlib.sha256()
        self._tail = b""
        self.is_broken = False

    def write(self, data: bytes) -> int:
        if self.is_broken:
            return len(data)
        held = self._tail + bytes(data)
        self._digest.update(held[:-SEAL])
        self._tail = held[-SEAL:]
        try:
            self._write_all(memoryview(data))
        except BaseException:
            self.is_broken = True
            raise
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""

    def seal(self) -> str:
        """The place is kept by the zip's comment."""
        self._raw.seek(-SEAL, io.SEEK_END)
        self._write_all(memoryview(self._digest.hexdigest().encode()))
        return self._digest.hexdigest()

    def _write_all(self, data: memoryview) -> None:
        while data:
            data = data[self._raw.write(data) :]


class Archive:
    def __init__(self, file: zipfile.ZipFile, manifest: Manifest) -> None:
        self._zip = file
        self.manifest = manifest

    @contextmanager
    def member(self, name: str, *, is_packed: bool = True) -> Iterator[tuple[Write, Member]]:
        """How to write it, and what it is once it is written."""
        facts, digest = Member(name, 0, ""), hashlib.sha256()
        with self._zip.open(_info(name, is_packed), "w", force_zip64=True) as stream:

            def write(data: bytes) -> None:
                facts.size += len(data)
                digest.update(data)
                stream.write(data)

            yield write, facts
        facts.sha256 = digest.hexdigest()

    def add(self, name: str, source: IO[bytes], *, is_packed: bool = False) -> Member:
        with self.member(name, is_packed=is_packed) as (write, facts):
            while block := source.read(BLOCK):
                write(block)
        return facts


@contextmanager
def new_archive(raw: io.FileIO) -> Iterator[Archive]:
    """Whatever is added, then its manifest, then the seal."""
    stream = SealedStream(raw)
    file = zipfile.ZipFile(stream, "w", allowZip64=True)  # type: ignore[call-overload]
    file.comment = b"0" * SEAL
    archive = Archive(file, Manifest())
    try:
        yield archive
        archive.add(NAME, io.BytesIO(archive.manifest.written()), is_packed=True)
        file.close()
    except BaseException:
        stream.is_broken = True
        file.close()
        raise
    stream.seal()


def seal_of(file: IO[bytes]) -> tuple[str, str]:
    """What the file says, and what it should."""
    left = file.seek(0, io.SEEK_END) - SEAL
    file.seek(0)
    digest = hashlib.sha256()
    while left > 0 and (block := file.read(min(BLOCK, left))):
        digest.update(block)
        left -= len(block)
    return file.read(SEAL).decode("ascii", errors="replace"), digest.hexdigest()


def _info(name: str, is_packed: bool) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = MODE
    info.compress_type = zipfile.ZIP_DEFLATED if is_packed else zipfile.ZIP_STORED
    info._compresslevel = LEVEL  # type: ignore[attr-defined]
    return info
