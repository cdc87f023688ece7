"""Small archives without a database, honest ones and such as nobody honest makes."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from blog.backup import manifest
from blog.backup.archive import SEAL, new_archive
from blog.backup.manifest import Manifest, Table

Change = Callable[[Manifest], None]
LINES = b'[1,"one"]\n[2,"two"]\n'


def an_archive(path: Path, change: Change = lambda _manifest: None) -> Path:
    """Two tags and a picture; `change` what the manifest says about it."""
    with io.FileIO(path, "w+") as raw, new_archive(raw) as archive:
        member = archive.add(manifest.rows_name("posts_tag"), io.BytesIO(LINES), is_packed=True)
        archive.manifest.tables.append(Table("posts_tag", "posts", ["id", "name"], 2, 2, member))
        archive.manifest.media.append(archive.add("media/one.png", io.BytesIO(b"\x89PNG")))
        archive.manifest.migrations = {"posts": ["0001_initial"]}
        change(archive.manifest)
    return path


def packed_again(path: Path, entries: list[tuple[zipfile.ZipInfo | str, bytes]]) -> Path:
    """Any entries, under a seal that is right: whoever can change a file can seal it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for info, data in entries:
            packed.writestr(info, data)
        packed.comment = b"0" * SEAL
    return sealed(path)


def sealed(path: Path) -> Path:
    data = path.read_bytes()[:-SEAL]
    path.write_bytes(data + hashlib.sha256(data).hexdigest().encode())
    return path


def entries_of(path: Path) -> list[tuple[zipfile.ZipInfo | str, bytes]]:
    with zipfile.ZipFile(path) as packed:
        return [(name, packed.read(name)) for name in packed.namelist()]
