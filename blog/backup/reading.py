"""An archive from anywhere: looked at as a stranger's, and believed only where everything agrees."""

from __future__ import annotations

import hashlib
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from blog.backup import Refused, manifest
from blog.backup.archive import BLOCK, SEAL, seal_of
from blog.backup.manifest import Manifest, Member, Table

LONGEST_ROW = 64 * 1024 * 1024  # an article of 5 MB, each character of it escaped

Progress = Callable[[int, int], None]


def silent(_done: int, _total: int) -> None:
    pass


class Opened:
    def __init__(self, file: zipfile.ZipFile, found: Manifest, progress: Progress = silent) -> None:
        self._zip, self.manifest = file, found
        self._progress, self._read = progress, 0

    def blocks(self, member: Member) -> Iterator[bytes]:
        """All of it, and no byte more than it says. Raises Refused at the end where it is not what the manifest says."""
        digest, size = hashlib.sha256(), 0
        with self._zip.open(member.name) as stream:
            while size < member.size and (block := _read(stream, min(BLOCK, member.size - size))):
                size += len(block)
                digest.update(block)
                self._read += len(block)
                self._progress(self._read, self.manifest.size)
                yield block
        if size != member.size or digest.hexdigest() != member.sha256:
            raise _damaged()

    def lines(self, table: Table) -> Iterator[bytes]:
        rest, count = b"", 0
        for block in self.blocks(table.member):
            *lines, rest = (rest + block).split(b"\n")
            if len(rest) > LONGEST_ROW:
                raise _damaged()
            count += len(lines)
            yield from lines
        if rest or count != table.rows:
            raise _damaged()


@contextmanager
def opened(path: Path, progress: Progress = silent) -> Iterator[Opened]:
    """Raises Refused for what is damaged, cut off, foreign or dangerous."""
    try:
        with path.open("rb") as file:
            _check_seal(file)
            with zipfile.ZipFile(file) as packed:
                found = manifest.read(_manifest_of(packed))
                _check_members(packed, found, file.seek(0, 2))
                yield Opened(packed, found, progress)
    except OSError as error:
        raise Refused(_("%(path)s: %(why)s.") % {"path": path, "why": error.strerror or error}) from error
    except (zipfile.BadZipFile, NotImplementedError, UnicodeError) as error:
        raise _damaged() from error


def _check_seal(file: IO[bytes]) -> None:
    said, found = seal_of(file)
    if len(said) != SEAL or set(said) - set("0123456789abcdef"):
        raise Refused(_("It is no backup of Colloquy, or its end is missing."))
    if said != found:
        raise _damaged()


def _manifest_of(packed: zipfile.ZipFile) -> bytes:
    try:
        info = packed.getinfo(manifest.NAME)
    except KeyError as error:
        raise Refused(_("It is no backup of Colloquy.")) from error
    if info.file_size > manifest.MOST_BYTES or not _is_plain(info):
        raise _damaged()
    with packed.open(info) as stream:
        return _read(stream, info.file_size)


def _check_members(packed: zipfile.ZipFile, found: Manifest, size: int) -> None:
    """What the zip holds is what the manifest names, each once, as plain files that do not share their bytes."""
    infos = packed.infolist()
    names = [info.filename for info in infos if info.filename != manifest.NAME]
    said = {member.name: member.size for member in found.members()}
    if len(infos) != len(names) + 1 or sorted(names) != sorted(said) or not all(map(_is_plain, infos)):
        raise Refused(_("What is in it is not what it says is in it."))
    if any(info.file_size != said[info.filename] for info in infos if info.filename != manifest.NAME):
        raise _damaged()
    if sum(info.compress_size for info in infos) > size:
        raise Refused(_("What is in it is not what it says is in it."))


def _is_plain(info: zipfile.ZipInfo) -> bool:
    """A file: no folder, link or device, packed in one of our two ways, not encrypted."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    is_known = info.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
    return is_known and not info.is_dir() and kind in {0, stat.S_IFREG} and not info.flag_bits & 1


def _read(stream: IO[bytes], size: int) -> bytes:
    try:
        return stream.read(size)
    except (EOFError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise _damaged() from error


def _damaged() -> Refused:
    return Refused(_("It is damaged: not every byte of it is as it was written. Take another one."))
