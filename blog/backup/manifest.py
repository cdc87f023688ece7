"""What an archive says about itself: its last member, by which everything else in it is judged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from blog.backup import Refused

FORMAT, VERSION = "colloquy-backup", 1
NAME = "manifest.json"
ENV = "env"
MOST_BYTES = 32 * 1024 * 1024  # of the manifest itself: two hundred thousand pictures, and read at once
LONGEST_NAME = 1000  # bytes; file systems take 255 for each part


@dataclass
class Member:
    """`size` in bytes as it was before compression."""

    name: str
    size: int
    sha256: str


@dataclass
class Table:
    """`last_id`: the largest number ever given, so that none that was deleted is given again; None where nothing counts."""

    name: str
    app: str
    columns: list[str]
    rows: int
    last_id: int | None
    member: Member


@dataclass
class LeftOut:
    """A file that is not in the archive though it should be."""

    name: str
    why: str


@dataclass
class Manifest:
    made_at: str = ""
    site: str = ""
    engine: str = ""
    secret: str = ""
    migrations: dict[str, list[str]] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    media: list[Member] = field(default_factory=list)
    env: Member | None = None
    left_out: list[LeftOut] = field(default_factory=list)
    vanished: int = 0

    def members(self) -> Iterator[Member]:
        yield from (table.member for table in self.tables)
        yield from self.media
        if self.env:
            yield self.env

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    @property
    def size(self) -> int:
        return sum(member.size for member in self.members())

    def written(self) -> bytes:
        facts = {"format": FORMAT, "version": VERSION, **asdict(self)}
        data = json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()
        if len(data) > MOST_BYTES:
            raise Refused(_("There are more files than one archive can hold."))
        return data


def read(data: bytes) -> Manifest:
    """Raises Refused where it is not one of ours, or cannot be meant."""
    try:
        facts = json.loads(data)
        kind, version = facts.pop("format"), facts.pop("version")
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError) as error:
        raise _foreign() from error
    if kind != FORMAT:
        raise _foreign()
    if version != VERSION:
        raise Refused(_("It is of a newer kind than this version of Colloquy can read. Update first."))
    try:
        manifest = _from(facts)
        _check_types(manifest)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _foreign() from error
    _check_names(manifest)
    return manifest


def secret_mark() -> str:
    """Tells one SECRET_KEY from another, and nothing else about it."""
    return salted_hmac("blog.backup.secret", "which", algorithm="sha256").hexdigest()[:16]


def has_our_secret(manifest: Manifest) -> bool:
    return manifest.secret == secret_mark()


def media_name(name: str) -> str:
    return f"media/{name}"


def rows_name(table: str) -> str:
    return f"rows/{table}.jsonl"


def site_host() -> str:
    return settings.SITE_URL.partition("://")[2].replace(":", "_").replace("/", "_")


def _from(facts: dict[str, Any]) -> Manifest:
    tables = [Table(**{**table, "member": Member(**table["member"])}) for table in facts.pop("tables")]
    media = [Member(**member) for member in facts.pop("media")]
    env = facts.pop("env")
    left_out = [LeftOut(**file) for file in facts.pop("left_out")]
    return Manifest(tables=tables, media=media, env=Member(**env) if env else None, left_out=left_out, **facts)


def _check_types(manifest: Manifest) -> None:
    for member in manifest.members():
        if not (isinstance(member.name, str) and _is_count(member.size) and isinstance(member.sha256, str)):
            raise ValueError(member)
    for table in manifest.tables:
        names = [table.name, table.app, *table.columns]
        if not all(isinstance(name, str) for name in names) or len(set(table.columns)) != len(table.columns):
            raise ValueError(table)
        if not (_is_count(table.rows) and (table.last_id is None or _is_count(table.last_id))):
            raise ValueError(table)
    for app, names in manifest.migrations.items():
        if not all(isinstance(name, str) for name in [app, *names]):
            raise ValueError(app)
    if not all(isinstance(text, str) for text in (manifest.made_at, manifest.site, manifest.engine, manifest.secret)):
        raise ValueError(manifest)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63


def _check_names(manifest: Manifest) -> None:
    names = [member.name for member in manifest.members()]
    if len(set(names)) != len(names):
        raise Refused(_("It holds two files of one name."))
    if any(table.member.name != rows_name(table.name) for table in manifest.tables):
        raise _foreign()
    if manifest.env and manifest.env.name != ENV:
        raise _foreign()
    for member in manifest.media:
        if not is_safe(member.name):
            raise Refused(
                _("It holds a file with the name %(name)r, which could lead anywhere.") % {"name": member.name}
            )
    folders = {str(parent) for name in names for parent in PurePosixPath(name).parents}
    if folders & set(names):
        raise Refused(_("It holds a file and a folder of one name."))


def is_safe(name: str) -> bool:
    """A file's place below `media/`, in plain words: nothing that leads up, out, or to one of our own folders."""
    parts = name.split("/")
    if parts[0] != "media" or len(parts) < 2 or len(name.encode(errors="surrogateescape")) > LONGEST_NAME:
        return False
    if any(character < " " or character in "\\\x7f" or "\ud800" <= character <= "\udfff" for character in name):
        return False
    return all(part not in {"", ".", ".."} and len(part.encode()) <= 255 for part in parts) and not is_ours(parts[1])


def is_ours(folder: str) -> bool:
    """What restoring keeps below MEDIA_ROOT for a while."""
    return folder.startswith((".restoring-", ".before-restore-"))


def _foreign() -> Refused:
    return Refused(_("It is no backup of Colloquy."))
