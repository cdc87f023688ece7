"""HTML that is rendered once with a mark in the place of every value, and kept in the pieces between the marks.

Whoever renders may print a value, but not look at it: what is decided on is not a value. Nobody's
words are ever searched for a mark: they are put, escaped, between pieces that were cut before.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from functools import cache
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString

Value = str | int
Values = Mapping[str, Value]


class Pieces(NamedTuple):
    """What stands before, between and behind the values, with gaps for them; and the names of the values."""

    texts: list[str]
    names: list[str]

    def filled(self, values: Values) -> str:
        texts = list(self.texts)
        texts[1::2] = [_printed(values[name]) for name in self.names]
        return "".join(texts)


def cut(names: tuple[str, ...], render: Callable[[Values], str]) -> Pieces:
    """The pieces of what `render` makes of these values."""
    marks = {str(mark(name)): name for name in names}
    html = render({name: int(number) for number, name in marks.items()})
    texts = re.split(f"({'|'.join(marks)})", html) if marks else [html]
    return Pieces(texts, [marks[number] for number in texts[1::2]])


@cache
def mark(name: str) -> int:
    """Stands for a value. A number can be part of any address, and nobody can guess this one."""
    return 10**17 + secrets.randbelow(9 * 10**17)


def _printed(value: Value) -> str:
    """As `conditional_escape` does, which looks twice for words that are yet to be translated: a page has two hundred values."""
    return str(value) if isinstance(value, int | SafeString) else escape(value)
