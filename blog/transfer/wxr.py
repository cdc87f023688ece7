"""Reads WordPress exports (WXR 1.0 to 1.2) as a stream: one record at a time, memory bounded by the largest item.

Fields of a record may come in any order; items and comments may too. No DTD, no entities, nothing external.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from blog.transfer.records import Note, Record, Site
from blog.transfer.wxr_fields import BUILDERS, comment, item_term, pair, site
from blog.transfer.wxr_kind import WxrError, explain_bad_xml, explain_forbidden, is_wide, refuse_other_kinds

__all__ = ["WxrError", "read"]

CHUNK = 64 * 1024
MAX_DEPTH = 60  # an export is five levels deep; a file of a million opening tags is an attack
MAX_FIELD = 20_000_000  # characters in one field: a longer article is a mistake, and memory is bounded by it

# WordPress lets control characters through that no XML may hold; none of them means anything.
_CONTROLS = bytes(set(range(32)) - {9, 10, 13})
_NAMESPACE = re.compile(r"https?://wordpress\.org/export/(\d+\.\d+)/(excerpt/)?$")
_PREFIXES = {
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
}
_FRAMES = {
    "channel": "rss",
    "item": "channel",
    "wp:author": "channel",
    "wp:category": "channel",
    "wp:tag": "channel",
    "wp:term": "channel",
    "category": "item",
    "wp:postmeta": "item",
    "wp:comment": "item",
    "wp:commentmeta": "wp:comment",
}


def read(path: Path) -> Iterator[Record]:
    """The records of the file, the Site before any author, term or item. Raises WxrError, OSError."""
    target = _Target()
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    target.listen(parser.parser)
    with path.open("rb") as stream:
        head = stream.read(CHUNK)
        refuse_other_kinds(head[:1024])
        drop = b"" if is_wide(head) else _CONTROLS
        chunk, fed, dropped = head, 0, 0
        while chunk:
            clean = chunk.translate(None, drop)
            dropped += len(chunk) - len(clean)
            _feed(parser, clean, fed)
            fed += len(clean)
            yield from target.take()
            chunk = stream.read(CHUNK)
    _feed(parser, None, fed)
    yield from target.finish()
    if dropped:
        yield Note(0, _("%d control characters in the file were dropped") % dropped)


def _feed(parser: Any, chunk: bytes | None, fed: int) -> None:
    expat = parser.parser
    try:
        parser.close() if chunk is None else parser.feed(chunk)
    except ParseError as error:
        place = expat.ErrorByteIndex - fed
        byte = chunk[place] if chunk and 0 <= place < len(chunk) else 0
        line, column = error.position
        explain_bad_xml(error.code, line, column, byte, at_end=chunk is None)
    except DefusedXmlException as error:
        explain_forbidden(error, expat.CurrentLineNumber, expat.CurrentColumnNumber)
    except (LookupError, ValueError) as error:  # an encoding Python does not know, or one of many bytes
        raise WxrError(_("The file names a text encoding that is not supported."), 1, 0) from error


class _Target:
    """Collects fields into frames (one per open record) and finished records into a queue."""

    def __init__(self) -> None:
        self._expat: Any = None
        self._names: dict[str, str] = {}
        self._path: list[str] = []
        self._frames: list[dict[str, Any]] = []
        self._text: list[str] = []
        self._records: deque[Record] = deque()
        self._site: Site | None = None
        self._version = ""

    def listen(self, expat: Any) -> None:
        """Takes the events from the parser underneath: a third of the time, and it knows lines and namespaces."""
        self._expat = expat
        expat.buffer_text = True
        expat.buffer_size = CHUNK
        expat.ordered_attributes = False
        expat.StartNamespaceDeclHandler = self._declare
        expat.StartElementHandler = self._start
        expat.EndElementHandler = self._end
        expat.CharacterDataHandler = self._text.append
        expat.DefaultHandlerExpand = None

    def take(self) -> Iterator[Record]:
        if sum(map(len, self._text)) > MAX_FIELD:
            raise self._error(_("The text here is too long to be an article."))
        while self._records:
            yield self._records.popleft()

    def finish(self) -> Iterator[Record]:
        if not self._version:
            raise WxrError(_("This is an RSS feed, not a WordPress export: it names no WordPress elements."))
        yield from self.take()

    def close(self) -> None:
        """Called by the parser at the end of the document."""

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = self._names.get(tag) or self._name(tag)
        path = self._path
        if not path and name != "rss":
            raise WxrError(_("This is XML of another kind (“%s”), not a WordPress export.") % name, 1, 0)
        if len(path) >= MAX_DEPTH:
            raise self._error(_("Elements are nested too deeply here."))
        if _FRAMES.get(name) == (path[-1] if path else ""):
            self._open(name, attributes)
        path.append(name)
        self._text.clear()

    def _end(self, tag: str) -> None:
        path = self._path
        name = path.pop()
        frames = self._frames
        if not frames:
            return
        frame = frames[-1]
        if len(path) == frame["depth"]:
            frame[name] = "".join(self._text)
            self._text.clear()
        elif len(path) < frame["depth"]:
            frames.pop()
            frame[""] = "".join(self._text)
            self._close(name, frame)

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        if name == "channel":
            self._site = None
        elif len(self._frames) == 1:
            self._announce_site()
        frame = {"depth": len(self._path) + 1, "line": self._expat.CurrentLineNumber, "attributes": attributes}
        self._frames.append(frame)

    def _close(self, name: str, frame: dict[str, Any]) -> None:
        if name == "channel":
            self._frames.append(frame)
            self._announce_site()
            self._frames.pop()
        elif name == "wp:comment":
            self._frames[-1].setdefault("comments", []).append(comment(frame))
        elif name == "category":
            self._frames[-1].setdefault("terms", []).append(item_term(frame))
        elif name in {"wp:postmeta", "wp:commentmeta"}:
            self._frames[-1].setdefault("meta", []).append(pair(frame))
        else:
            self._records.append(BUILDERS[name](frame))

    def _announce_site(self) -> None:
        if self._site is None:
            self._site = site(self._frames[0])
            self._records.append(self._site)
            if self._version and not re.fullmatch(r"1\.[0-2]", self._site.version):
                self._records.append(
                    Note(self._site.line, _("the version of the export format is not named or unknown"))
                )

    def _name(self, tag: str) -> str:
        space, bracket, local = tag.rpartition("}")
        name = local if not bracket else _PREFIXES.get(space, "?") + local
        if found := _NAMESPACE.match(space):
            name = ("excerpt:" if found[2] else "wp:") + local
        self._names[tag] = name
        return name

    def _declare(self, prefix: str | None, address: str | None) -> None:
        if found := _NAMESPACE.match(address or ""):
            self._version = self._version or found[1]

    def _error(self, message: str) -> WxrError:
        return WxrError(message, self._expat.CurrentLineNumber, self._expat.CurrentColumnNumber)
