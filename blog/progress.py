"""A sign of life on a terminal; nothing at all where nobody looks."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _

EVERY = 0.2  # seconds between two signs of life


@contextmanager
def shown(stream: Any) -> Iterator[Callable[[int, int], None]]:
    """One line that overwrites itself, and is gone at the end."""
    last = 0.0

    def write(text: str) -> None:
        stream.write(f"\r{text:<40}" if text else "\r" + " " * 40 + "\r", ending="")
        stream.flush()

    def show(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= EVERY:
            last = now
            write(_("%(done)d of %(total)d") % {"done": done, "total": total})

    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    try:
        yield show
    finally:
        write("")
