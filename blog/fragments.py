"""Anything that calls itself HTML, read once from left to right, in linear time, without an error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from blog.elements import BLOCKS, DROPPED
from blog.plain_text import clean_text

_OPENER = re.compile(r"<(?:[!?]|/?[a-zA-Z])")
_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/>]*+)((?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+'|(?!["'])))*+)>""")
_TAG_WITHOUT_QUOTES = re.compile(r"<(/?)([a-zA-Z][^\s/>]*+)([^>]*+)>")
_ATTRIBUTE = re.compile(r"""([^\s/=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s]++)))?+""")
# At most seven digits: Python refuses to read numbers of some thousands of them.
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")


class Token(NamedTuple):
    kind: str  # "text", "start" or "end"
    source: str
    name: str = ""
    attributes: str = ""


def read(source: str) -> Iterator[Token]:
    """Text and tags; a comment or a dropped element yields nothing; what is no tag, or never ends, is text."""
    reader = _Reader(source)
    position = 0
    while opener := _OPENER.search(source, position):
        start = opener.start()
        if start > position:
            yield Token("text", source[position:start])
        token, position = reader.declaration(start) if source[start + 1] in "!?" else reader.tag(start)
        if token:
            yield token
    if position < len(source):
        yield Token("text", source[position:])


def attributes_of(source: str) -> dict[str, str]:
    """The first of each name wins, as in a browser."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(source):
        found.setdefault(name.lower(), decode(double or single or bare))
    return found


def plain(source: str) -> str:
    """What the fragment says, on one line."""
    parts = []
    for token in read(source):
        if token.kind == "text":
            parts.append(decode(token.source))
        elif token.name in BLOCKS or token.name == "br":
            parts.append(" ")
    return " ".join("".join(parts).split())


def decode(text: str) -> str:
    """Character references that have their semicolon; `?a=1&copy=2` in an address stays as it is."""
    return _ENTITY.sub(lambda match: clean_text(unescape(match[0])), text)


def encode(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def encode_attribute(text: str) -> str:
    return encode(text).replace('"', "&quot;")


class _Reader:
    """Remembers what is known to have no end, so that nothing is searched for twice."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tags = _TAG
        self.endless: set[str] = set()

    def declaration(self, start: int) -> tuple[Token | None, int]:
        """A comment, a doctype, a processing instruction."""
        closer = "-->" if self.source.startswith("<!--", start) else ">"
        end = -1 if closer in self.endless else self.source.find(closer, start + 2)
        if end < 0:
            self.endless.add(closer)
            return Token("text", "<"), start + 1
        return None, end + len(closer)

    def tag(self, start: int) -> tuple[Token | None, int]:
        found = self.tags.match(self.source, start)
        if not found:  # a quotation mark that is never closed: from here on they mean nothing
            self.tags = _TAG_WITHOUT_QUOTES
            found = self.tags.match(self.source, start)
        if not found:
            return Token("text", self.source[start:]), len(self.source)
        name = found[2].lower()
        if found[1]:
            return Token("end", found[0], name), found.end()
        if name in DROPPED:
            return None, self._after(name, found.end())
        return Token("start", found[0], name, found[3]), found.end()

    def _after(self, name: str, position: int) -> int:
        """Where a dropped element ends. One that is never closed loses its tag, not the rest of the text."""
        if name in self.endless:
            return position
        closer = re.compile(rf"</{name}\b[^>]*>", re.IGNORECASE).search(self.source, position)
        if not closer:
            self.endless.add(name)
            return position
        return closer.end()
