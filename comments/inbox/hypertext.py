"""The text of mail that came as HTML only, with its quotes marked as in plain mail. Nothing of the markup is kept."""

from __future__ import annotations

import re

from lxml import etree

DIVIDER = "-----Original Message-----"  # as `comments.inbox.quotes` knows it
MAX_DEPTH = 20  # of quotes: nobody reads on below
_SKIPPED = {"head", "style", "script", "title", "template", "object", "svg", "select", "textarea"}
_BLOCKS = {
    *("address", "article", "aside", "center", "dd", "div", "dl", "dt", "figure", "footer", "form", "header", "hr"),
    *("li", "main", "ol", "pre", "section", "table", "tr", "ul"),
}
_APART = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"}  # with a blank line around
_SIGNATURE = re.compile(
    r"\b(?:gmail_signature|moz-signature|ms-outlook-mobile-signature|apple-?mail-?signature)\b", re.I
)
_SIGNATURE_ID = re.compile(r"^(?:x_)*(?:signature|ms-outlook-mobile-signature|apple-?mail-?signature.*)$", re.I)
_QUOTED = re.compile(r"\b(?:yahoo_quoted|protonmail_quote|gmx_quote|zmail_extra|WordSection1-quoted)\b", re.I)
_QUOTED_ID = re.compile(
    r"^(?:x_)*(?:divRplyFwdMsg|appendonsend|reply-intro|yahoo_quoted_\w*|mail-editor-reference-message-container)$",
    re.I,
)
_OUTLOOK_LINE = re.compile(r"border:none;\s*border-top:\s*solid #[0-9a-f]{6} 1\.0pt", re.I)
_SPACE = re.compile(r"[ \t\r\n\f]+")


def text_of(html: str) -> str:
    """Lines as a reader sees them; "" where nothing is to be seen."""
    writer = _Writer()
    parser = etree.HTMLParser(target=writer, recover=True, no_network=True)
    try:
        # Bytes, since a declaration of an encoding in text is an error to lxml.
        parser.feed(html.replace("\x00", "").encode("utf-8", "replace"))
        parser.close()
    except (etree.LxmlError, ValueError, AssertionError):
        pass  # what was read until then stands
    return writer.text()


class _Writer:
    """What the parser calls for every tag. It is written so that no depth of nesting matters."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.is_blank_due = False
        self.depth = 0  # of quotes
        self.skipping: list[str] = []  # open elements within one that is skipped
        self.kept_space = 0  # open <pre>

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self.skipping:
            self.skipping.append(tag)
        elif tag in _SKIPPED or _is_signature(attributes):
            self.skipping = [tag]
        else:
            self._open(tag, attributes)

    def end(self, tag: str) -> None:
        if self.skipping:
            while self.skipping and self.skipping.pop() != tag:
                pass
            return
        if tag in _BLOCKS or tag in _APART:
            self._end_line()
        self.is_blank_due = self.is_blank_due or tag in _APART
        if tag == "blockquote" and self.depth:
            self.depth -= 1
        self.kept_space -= tag == "pre" and self.kept_space > 0

    def data(self, data: str) -> None:
        if self.skipping:
            return
        if self.kept_space:
            *whole, rest = data.split("\n")
            for piece in whole:
                self.line.append(piece)
                self._end_line(forced=True)
            self.line.append(rest)
            return
        words = _SPACE.sub(" ", data)
        if not self.line or self.line[-1].endswith(" "):
            words = words.lstrip(" ")
        if words:
            self.line.append(words)

    def comment(self, text: str) -> None:
        """Nobody reads it."""

    def pi(self, target: str, data: str | None = None) -> None:
        """Nobody reads it."""

    def close(self) -> str:
        self._end_line()
        return ""

    def text(self) -> str:
        self._end_line()
        return "\n".join(self.lines)

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "br":
            self._end_line(forced=True)
        elif tag in _BLOCKS or tag in _APART:
            self._end_line()
            self.is_blank_due = self.is_blank_due or tag in _APART
        if _is_divider(attributes):
            self._end_line()
            self.lines.append(DIVIDER)
        if tag == "blockquote":
            self.depth = min(self.depth + 1, MAX_DEPTH)
        self.kept_space += tag == "pre"
        if tag == "li":
            self.line = ["- "]

    def _end_line(self, *, forced: bool = False) -> None:
        """An empty line only where one was asked for."""
        marks = ">" * self.depth + " " if self.depth else ""
        line, self.line = "".join(self.line), []
        if line.strip() or forced:
            if self.is_blank_due and self.lines:
                self.lines.append(marks.strip())
            self.lines.append((marks + line).rstrip())
            self.is_blank_due = False


def _is_signature(attributes: dict[str, str]) -> bool:
    return bool(_SIGNATURE.search(attributes.get("class", "")) or _SIGNATURE_ID.match(attributes.get("id", "")))


def _is_divider(attributes: dict[str, str]) -> bool:
    return bool(
        _QUOTED.search(attributes.get("class", ""))
        or _QUOTED_ID.match(attributes.get("id", ""))
        or _OUTLOOK_LINE.search(attributes.get("style", ""))
    )
