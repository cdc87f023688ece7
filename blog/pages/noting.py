"""What a page tells while it is made: that it may be kept, and what it rests on.

Outside of the making of a page all of this does nothing, so that a view need not know who asks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, NamedTuple, TypeVar

from django.http import HttpResponseBase
from django.utils import timezone

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

KEPT = "is_kept"  # the mark on a view, as `csrf_exempt` is one


class Source(NamedTuple):
    """A table whose rows have a version that rises with every visible change."""

    table: str
    key: str
    version: str


SOURCES: dict[str, Source] = {}  # by the kind of thing; each app names its own when it is ready

Thing = tuple[str, int]  # a kind and a key


@dataclass
class Notes:
    """What one page rests on: versions as they were read before what they stand for, None where there was no row."""

    began_at: datetime = field(default_factory=timezone.now)
    versions: dict[Thing, int | None] = field(default_factory=dict)
    until: datetime | None = None
    on_everything: bool = False
    state: tuple[int, int] | None = None  # of the site, as it was before the page was begun
    may_ask_copy: bool = True  # a copy of the database, where there is one that is not behind
    asked_copy: bool = False


_notes: ContextVar[Notes | None] = ContextVar("notes", default=None)


def begin(state: tuple[int, int] | None = None, *, may_ask_copy: bool = True) -> Notes:
    """From here on, what is made in this thread is noted."""
    notes = Notes(state=state, may_ask_copy=may_ask_copy)
    _notes.set(notes)
    return notes


def end() -> None:
    _notes.set(None)


def kept(view: View) -> View:
    """A view whose pages are the same for every anonymous reader, whatever a request says but its address."""

    @wraps(view)
    def marked(*args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(*args, **kwargs)

    setattr(marked, KEPT, True)
    return marked  # type: ignore[return-value]


def is_kept(view: Callable[..., Any]) -> bool:
    return getattr(view, KEPT, False)


def rests_on(kind: str, versions: Mapping[int, int | None]) -> None:
    """The page shows these things of a kind in SOURCES. They are read before, never after, what they stand for."""
    if notes := _notes.get():
        for key, version in versions.items():
            notes.versions.setdefault((kind, key), version)


def rests_on_everything() -> None:
    """It shows the latest of all: any commit may change it."""
    if notes := _notes.get():
        notes.on_everything = True


def changes_at(moment: datetime | None) -> None:
    """By itself, without a write: something appears, closes or ends then. What was over before counts for nothing."""
    notes = _notes.get()
    if notes and moment and notes.began_at < moment and (notes.until is None or moment < notes.until):
        notes.until = moment


def noted() -> Notes | None:
    """What was said so far, while a page is made."""
    return _notes.get()
