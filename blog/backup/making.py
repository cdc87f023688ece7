"""Making one: beside its name until every byte of it is on the disk, then there at once."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from blog.backup import Refused, manifest, media, rotation, rows
from blog.backup.archive import BLOCK, Archive, new_archive, seal_of
from blog.backup.manifest import Manifest, Table
from blog.backup.reading import Progress, silent
from blog.backup.snapshot import LEFT_OUT, Snapshot, snapshot

PART = ".part"  # ends the name of what is not whole yet
SHRINKS = 2  # a database becomes at least so many times smaller; most become four times
SPARE = 32 * 1024 * 1024  # for the manifest and for what comes in meanwhile
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass
class Made:
    path: Path
    size: int
    manifest: Manifest
    deleted: list[Path] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.manifest.left_out


def make(folder: Path, *, env: Path | None = None, progress: Progress = silent) -> Made:
    """Raises Refused, and leaves all that was there before as it was."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sweep(folder)
        _check_room(folder)
        with _new_file(folder) as (part, raw):
            with new_archive(raw) as archive:
                _fill(archive, folder, env, progress)
            os.fsync(raw.fileno())
            _check_written(part)
            path = _published(part, folder)
    except OSError as error:
        raise Refused(_said(error, folder)) from error
    return Made(path, path.stat().st_size, archive.manifest)


def sweep(folder: Path) -> None:
    """Drop what killed runs left half done. Who still writes holds a lock."""
    for part in folder.glob(f".{rotation.PREFIX}*{PART}"):
        with suppress(OSError), part.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            part.unlink()


def database_size() -> int:
    """Bytes on the disk, about."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return cursor.fetchone()[0]
    files = [Path(f"{connection.settings_dict['NAME']}{end}") for end in ("", "-wal")]
    return sum(file.stat().st_size for file in files if file.exists())


def told_size(size: int) -> str:
    if size < 1_000_000:
        return _("%(size)d KB") % {"size": -(-size // 1000)}
    return _("%(size).1f MB") % {"size": size / 1_000_000}


def _check_room(folder: Path) -> None:
    files = sum(file.size for file in media.stored() if isinstance(file, media.Stored))
    needed, free = files + database_size() // SHRINKS + SPARE, shutil.disk_usage(folder).free
    if free < needed:
        facts = {"folder": folder, "free": told_size(free), "needed": told_size(needed)}
        raise Refused(_("%(folder)s has %(free)s left, and a backup may need %(needed)s. Make room.") % facts)


@contextmanager
def _new_file(folder: Path) -> Iterator[tuple[Path, FileIO]]:
    """Nobody else's to read, and gone if anything goes wrong."""
    part = folder / f".{rotation.name_for(datetime.now(UTC))}.{os.getpid()}{PART}"
    raw = FileIO(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w")
    try:
        fcntl.flock(raw, fcntl.LOCK_EX)
        yield part, raw
    finally:
        part.unlink(missing_ok=True)
        raw.close()


def _fill(archive: Archive, folder: Path, env: Path | None, progress: Progress) -> None:
    about = archive.manifest
    about.made_at, about.site, about.engine = datetime.now(UTC).isoformat(), settings.SITE_URL, connection.vendor
    about.secret = manifest.secret_mark()
    with snapshot() as moment:
        about.migrations = moment.applied
        for done, model in enumerate(moment.models):
            progress(done, len(moment.models))
            if model._meta.db_table not in LEFT_OUT:
                about.tables.append(_table(archive, moment, done))
    media.collect(archive, folder)
    if env:
        with env.open("rb") as file:
            about.env = archive.add(manifest.ENV, file, is_packed=True)


def _table(archive: Archive, moment: Snapshot, place: int) -> Table:
    model, count, waiting = moment.models[place], 0, bytearray()
    table = model._meta.db_table
    with archive.member(manifest.rows_name(table)) as (write, facts):
        for line in rows.lines_of(model, moment.connection):
            count += 1
            waiting += line
            if len(waiting) >= BLOCK:
                write(bytes(waiting))
                waiting.clear()
        write(bytes(waiting))
    last_id = rows.last_id(model, moment.connection)
    return Table(table, model._meta.app_label, rows.names_of(model), count, last_id, facts)


def _check_written(part: Path) -> None:
    """Read it once more: what the disk took is what was meant."""
    with part.open("rb") as file:
        said, found = seal_of(file)
    if said != found:
        raise Refused(_("What was written is not what was to be written: the disk may be failing."))


def _published(part: Path, folder: Path) -> Path:
    """Under the name of this second, or of the next that is free."""
    path = folder / rotation.name_for(datetime.now(UTC))
    while True:
        with suppress(FileExistsError):
            _move(part, path)
            break
        later = rotation.found_in(folder)[-1].made_at
        path = folder / rotation.name_for(later + (datetime.resolution * 1_000_000))
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return path


def _move(part: Path, path: Path) -> None:
    """Raises FileExistsError; a rename would write over what is there."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without second names
        if path.exists():
            raise FileExistsError(path) from None
        part.rename(path)


def _said(error: OSError, folder: Path) -> str:
    if error.errno in FULL:
        return _("%(folder)s is full. No backup was made, and the earlier ones are as they were.") % {"folder": folder}
    why = {"path": error.filename or folder, "why": error.strerror or error}
    return _("%(path)s: %(why)s. No backup was made.") % why
