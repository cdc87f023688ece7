"""Small exports of our own writing."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from blog.transfer.report import Report
from blog.transfer.wordpress import Wish, import_export
from tests.blog.transfer.generate import FOOT, HEAD, START, comment, item

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpora" / "wxr"


def a_file(folder: Path, *items: str, name: str = "export.xml", head: str = HEAD) -> Path:
    path = folder / name
    path.write_text(head + "".join(items) + FOOT, encoding="utf-8")
    return path


def an_item(number: int = 1, *comments: str, **changes: str) -> str:
    title = changes.pop("title", f"Article {number}")
    body = changes.pop("body", "One paragraph.")
    return item(number, title, body, "".join(comments), **{key.replace("__", ":"): v for key, v in changes.items()})


def a_reply(number: int, parent: int = 0, text: str = "", author: str = "Bob", **changes: str) -> str:
    at = changes.pop("at", None) or (START + timedelta(days=1, minutes=number % 10_000))
    assert isinstance(at, datetime)
    return comment(number, parent, text or f"Words {number}.", author, at, **changes)


def moved_in(path: Path, **wishes: Any) -> Report:
    return import_export(Wish(path, **wishes))
