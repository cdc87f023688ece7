"""Uploaded files, which change and vanish while they are read; and putting them back."""

from __future__ import annotations

import filecmp
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from shutil import copyfileobj, rmtree
from tempfile import SpooledTemporaryFile
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from blog.backup import Refused, manifest
from blog.backup.archive import Archive
from blog.backup.manifest import LeftOut, Member
from blog.backup.reading import Opened

IN_MEMORY = 8 * 1024 * 1024  # of one file; larger ones wait beside the archive until they are whole
TRIES = 3  # to find a file that stays as it is while it is read


@dataclass(frozen=True)
class Stored:
    name: str
    size: int


class _VanishedError(Exception):
    """It was deleted since it was listed."""


def root() -> Path:
    return Path(settings.MEDIA_ROOT)


def stored() -> Iterator[Stored | LeftOut]:
    """Every file below MEDIA_ROOT by its name there; what is no plain file is left out, and said."""
    for folder, folders, files in os.walk(root()):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if not (here == root() and manifest.is_ours(name)))
        for name in sorted(files) + [name for name in folders if (here / name).is_symlink()]:
            yield from _looked_at(here / name)


def _looked_at(path: Path) -> Iterator[Stored | LeftOut]:
    name = path.relative_to(root()).as_posix()
    try:
        found = path.lstat()
    except OSError:  # it is gone already
        return
    if not stat.S_ISREG(found.st_mode):
        yield LeftOut(ascii(name)[1:-1], _("no plain file"))
    elif not manifest.is_safe(manifest.media_name(name)):
        yield LeftOut(ascii(name)[1:-1], _("its name is none that every machine can have"))
    else:
        yield Stored(name, found.st_size)


def collect(archive: Archive, beside: Path) -> None:
    """Add all of them. After the rows: a picture's file is there before its row, so none of the rows' is missed."""
    for file in stored():
        if isinstance(file, LeftOut):
            archive.manifest.left_out.append(file)
            continue
        try:
            with _still(root() / file.name, beside) as content:
                archive.manifest.media.append(archive.add(manifest.media_name(file.name), content))
        except _VanishedError:
            archive.manifest.vanished += 1
        except _RestlessError as error:
            archive.manifest.left_out.append(LeftOut(file.name, str(error)))


class _RestlessError(Exception):
    """It cannot be read as a whole. The message says why."""


@contextmanager
def _still(path: Path, beside: Path) -> Iterator[IO[bytes]]:
    """A copy that nobody changes. Only then is it added: what was added cannot be taken out again."""
    with SpooledTemporaryFile(IN_MEMORY, dir=str(beside)) as copy:
        for _try in range(TRIES):
            copy.seek(0)
            copy.truncate()
            if _copied(path, copy):
                break
        else:
            raise _RestlessError(_("it kept changing"))
        copy.seek(0)
        yield copy


def _copied(path: Path, copy: IO[bytes]) -> bool:
    """Whether it was the same before and after."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError as error:
        raise _VanishedError from error
    except OSError as error:
        raise _RestlessError(error.strerror) from error
    with open(descriptor, "rb") as source:
        before = _state(descriptor)
        copyfileobj(source, copy)
        return _state(descriptor) == before and copy.tell() == before[0]


def _state(descriptor: int) -> tuple[int, int]:
    found = os.fstat(descriptor)
    return found.st_size, found.st_mtime_ns


@contextmanager
def unpacked(opened: Opened) -> Iterator[Path]:
    """All of it, checked, in a folder inside MEDIA_ROOT, where each file is one step from its place."""
    root().mkdir(parents=True, exist_ok=True)
    folder = root() / f".restoring-{token_hex(8)}"
    folder.mkdir(mode=0o700)
    try:
        for member in opened.manifest.media:
            _unpack(opened, member, folder / member.name.removeprefix("media/"))
        yield folder
    finally:
        rmtree(folder, ignore_errors=True)


def _unpack(opened: Opened, member: Member, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        for block in opened.blocks(member):
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(settings.FILE_UPLOAD_PERMISSIONS or 0o644)


@contextmanager
def put_in_place(folder: Path, label: str) -> Iterator[None]:
    """Files first: one that no row speaks of harms nobody. If what follows fails, those of before come back."""
    try:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            _put(path, path.relative_to(folder), label)
        yield
    except BaseException:
        bring_back(label, "")
        raise


def bring_back(label: str, new_label: str) -> None:
    """What was put aside takes its place again, and what is there instead is put aside."""
    folder = _kept(label)
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        _put(path, path.relative_to(folder), new_label)
    rmtree(folder, ignore_errors=True)


def _put(path: Path, name: Path, label: str) -> None:
    """Nothing is deleted: a file of that name with other content goes into a folder of its own, if that has a label."""
    place, kept = root() / name, _kept(label) / name
    if place.is_dir():
        raise Refused(_("%(path)s is a folder here, and a file in the archive.") % {"path": place})
    place.parent.mkdir(parents=True, exist_ok=True)
    if label and place.exists() and not filecmp.cmp(place, path, shallow=False):
        kept.parent.mkdir(parents=True, exist_ok=True)
        place.rename(kept)
    path.replace(place)


def _kept(label: str) -> Path:
    return root() / f".before-restore-{label}"
