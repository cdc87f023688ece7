"""The demo: a small blog that shows what this software is for, kept as TOML files beside this module.

Times in the files are "19d 06:40": so many days before the demo is loaded, at that time of the
site's day. Whole days back, so that nothing ever lies in the future.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

FOLDER = Path(__file__).parent
DOMAIN = "demo.invalid"  # RFC 2606: never exists, so no mail to these people can reach anybody


class Refused(Exception):
    """The demo does not go in here. The message says why, in one sentence."""


@dataclass(frozen=True)
class Person:
    key: str
    name: str
    website: str = ""

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


@dataclass(frozen=True)
class Remark:
    """A comment of the demo. `to` is the `id` of the one it answers; `removed` is when a moderator took it down."""

    id: str
    by: str
    at: str
    text: str
    to: str = ""
    pending: bool = False
    removed: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Piece:
    """An article or a page of the demo. `menu` is its place there."""

    slug: str
    title: str
    summary: str
    published: str
    body: str
    kind: str = "article"
    menu: int | None = None
    tags: list[str] = field(default_factory=list)
    comments: list[Remark] = field(default_factory=list)


@dataclass(frozen=True)
class Demo:
    site: dict[str, str]  # fields of the site's row
    discussions: dict[str, Any]  # fields of their settings
    password: str
    accounts: dict[str, Person]
    readers: dict[str, Person]
    pieces: list[Piece]

    @property
    def slugs(self) -> list[str]:
        return [piece.slug for piece in self.pieces]


@cache
def content() -> Demo:
    """All of it, as it stands in the files."""
    site = _parsed(FOLDER / "site.toml")
    return Demo(
        site={name: site[name] for name in ("title", "tagline", "description")},
        discussions={name: _typed(value) for name, value in site["discussions"].items()},
        password=site["password"],
        accounts={key: Person(key, **fields) for key, fields in site["accounts"].items()},
        readers={key: Person(key, **fields) for key, fields in site["readers"].items()},
        pieces=[_piece(_parsed(path)) for path in sorted(FOLDER.glob("*.toml")) if path.name != "site.toml"],
    )


def moment(text: str, now: datetime) -> datetime:
    """When "19d 06:40" was, seen from `now`."""
    days, clock = text.split("d ")
    day = timezone.localdate(now) - timedelta(days=int(days))
    return datetime.combine(day, time.fromisoformat(clock), timezone.get_current_timezone())


def is_demo_address(email: str | None) -> bool:
    return (email or "").lower().endswith("@" + DOMAIN)


def _typed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _parsed(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _piece(fields: dict[str, Any]) -> Piece:
    remarks = [Remark(**{**remark, "text": remark["text"].strip()}) for remark in fields.pop("comments", [])]
    return Piece(**{**fields, "body": fields["body"].strip()}, comments=remarks)
