"""Well-formed HTML from a careless stream of text, tags and line ends.

Two rules carry it. A paragraph exists once something stands in it: marks only say where one ends. Inline
tags are written when text comes and closed when a block ends, so that nothing is empty or wrongly nested.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

MAX_DEPTH = 40  # quotes in quotes beyond this are a mistake, and browsers choke on thousands

_FLOW = {"", "blockquote"}  # here text stands in paragraphs
_ROOMY = {"li", "td", "th", "dd"}  # here it may
_SHUT = {"h2", "h3", "h4", "figcaption", "caption", "dt"}  # here no other block may stand
_LISTS = {"ul", "ol"}
_PARENTS = {
    **{"li": _LISTS, "dt": {"dl"}, "dd": {"dl"}, "figcaption": {"figure"}, "caption": {"table"}},
    **{"thead": {"table"}, "tbody": {"table"}, "tr": {"table", "thead", "tbody"}, "td": {"tr"}, "th": {"tr"}},
}
_BLANK = " \t\n\u00a0\u200b\ufeff"
_PICTURE = re.compile(r"(?:<a [^>]*>)?<img [^>]*>(?:</a>)?")
_ONLY_PICTURES = re.compile(rf"(?:\s|<br>|{_PICTURE.pattern})+")
_ADDRESS = re.compile(r"https?://[^\s<]+")


@dataclass
class _Inline:
    tag: str
    attributes: str
    depth: int


class Paper:
    def __init__(self) -> None:
        self.out: list[str] = []
        self._blocks: list[tuple[str, int]] = []  # tag, and where in `out` it was opened
        self._inlines: list[_Inline] = []
        self._opened = 0  # how many of the inlines are written
        self._breaks = 0
        self._gap = False
        self._wants_paragraph = False
        self._space = False
        self._fresh = True  # nothing stands in this block yet

    @property
    def holder(self) -> str:
        """The innermost open block."""
        return self._blocks[-1][0] if self._blocks else ""

    def text(self, text: str) -> None:
        words = text.strip(_BLANK)
        self._space = self._space or text[:1] in {" ", "\n", "\t"}
        if not words:
            self._space = self._space or bool(text)
            return
        self._settle()
        self.out.append(escape(words if self._fresh else text.strip(" \t\n"), quote=False))
        self._fresh = False
        self._space = text[-1] in " \t\n"

    def verbatim(self, text: str) -> None:
        self._open_inlines()
        self.out.append(escape(text, quote=False))

    def inline_html(self, html: str) -> None:
        self._settle()
        self.out.append(html)
        self._fresh = False

    def line_break(self) -> None:
        self._breaks += 1

    def paragraph_break(self, wanted: bool = False) -> None:
        """`wanted`: even where text may stand without one, as in a list's entry. In code it is the end of a line."""
        if self.holder == "pre" and len(self.out) > self._blocks[-1][1] + 1 and self.out[-1][-1] != "\n":
            self.out.append("\n")
        self._gap = True
        self._breaks = 0
        self._wants_paragraph = self._wants_paragraph or wanted

    def open_inline(self, tag: str, attributes: str = "") -> None:
        if tag == "a":
            self.close_inline("a")
        if len(self._inlines) < MAX_DEPTH:
            self._inlines.append(_Inline(tag, attributes, self._depth()))

    def close_inline(self, tag: str) -> str:
        """The attributes it had."""
        for place in range(len(self._inlines) - 1, -1, -1):
            if self._inlines[place].tag == tag:
                self._close_inlines(place)
                return self._inlines.pop(place).attributes
        return ""

    def inline_attributes(self, tag: str) -> str | None:
        return next((inline.attributes for inline in self._inlines if inline.tag == tag), None)

    def open_block(self, tag: str, attributes: str = "") -> None:
        self._make_way(tag)
        if len(self._blocks) >= MAX_DEPTH or self.holder == "pre" or not self._fits(tag):
            self.paragraph_break()
            return
        self._push(tag, attributes)

    def close_block(self, tag: str) -> None:
        if not any(name == tag for name, _ in self._blocks):
            self.paragraph_break()
            return
        while self._pop() != tag:
            pass
        depth = self._depth()
        self._inlines = [inline for inline in self._inlines if inline.depth <= depth]

    def rule(self) -> None:
        self._leave_paragraph()
        self.out.append("<hr>\n")

    def end(self) -> None:
        while self._blocks:
            self._pop()

    def end_paragraph(self) -> None:
        self._leave_paragraph()
        self._gap, self._breaks = True, 0

    # Private

    def _settle(self) -> None:
        """Pays the breaks owed, opens the paragraph and the inline tags that the next words need."""
        gap = self._gap
        if gap:
            self._leave_paragraph()
        if self.holder in _LISTS:
            self._push("li")
        if self.holder in _FLOW or (gap and self.holder in _ROOMY and (self._wants_paragraph or not self._fresh)):
            self._push("p")
        elif not self._fresh:
            self._break_line(max(self._breaks, int(gap)))
        self._gap, self._breaks, self._wants_paragraph = False, 0, False
        if self._space and not self._fresh:
            self.out.append(" ")
        self._space = False
        self._open_inlines()

    def _break_line(self, times: int) -> None:
        if times:
            self.out.append("<br>\n" * times)
            self._space = False

    def _make_way(self, tag: str) -> None:
        """Closes what cannot hold a block, and the entry, row or cell that this one follows."""
        self._leave_paragraph()
        parents = _PARENTS.get(tag, set())
        if self.holder in _SHUT:
            self._pop()
        while parents and self.holder not in parents and self._may_close(tag, parents):
            self._pop()
        if tag in _LISTS and self.holder in _LISTS and self.out[-1:] == ["</li>\n"]:
            self.out.pop()  # a list between two entries belongs to the one before
            self._blocks.append(("li", -1))

    def _may_close(self, tag: str, parents: set[str]) -> bool:
        names = [name for name, _ in self._blocks]
        inside = next((place for place in range(len(names) - 1, -1, -1) if names[place] in parents), None)
        return inside is not None and not {"table", "ul", "ol", "dl", "blockquote"} & set(names[inside + 1 :])

    def _fits(self, tag: str) -> bool:
        return tag not in _PARENTS or self.holder in _PARENTS[tag]

    def _push(self, tag: str, attributes: str = "") -> None:
        self._close_inlines(0)
        self._blocks.append((tag, len(self.out)))
        self.out.append(f"<{tag}{attributes}>")
        self._fresh = True
        self._gap, self._breaks, self._space, self._wants_paragraph = False, 0, False, False

    def _leave_paragraph(self) -> None:
        self._close_inlines(0)
        if self.holder == "p":
            self._pop()

    def _pop(self) -> str:
        self._close_inlines(0)
        tag, start = self._blocks.pop()
        if len(self.out) == start + 1:
            self.out.pop()
        elif tag == "p":
            self.out[start:] = [_paragraph("".join(self.out[start + 1 :]))]
        else:
            self.out.append(f"</{tag}>\n")
        self._fresh = self.holder in _FLOW
        self._gap, self._breaks, self._space, self._wants_paragraph = not self._fresh, 0, False, False
        return tag

    def _open_inlines(self) -> None:
        for inline in self._inlines[self._opened :]:
            self.out.append(f"<{inline.tag}{inline.attributes}>")
        self._opened = len(self._inlines)

    def _close_inlines(self, keep: int) -> None:
        while self._opened > keep:
            self._opened -= 1
            self.out.append(f"</{self._inlines[self._opened].tag}>")

    def _depth(self) -> int:
        return sum(name != "p" for name, _ in self._blocks)


def _paragraph(inside: str) -> str:
    """A paragraph; pictures that stand alone are figures, an address that does is a link."""
    if _ONLY_PICTURES.fullmatch(inside):
        return "".join(f"<figure>{picture}</figure>\n" for picture in _PICTURE.findall(inside))
    if _ADDRESS.fullmatch(inside):
        return f'<p><a href="{inside.replace(chr(34), "%22")}">{inside}</a></p>\n'
    return f"<p>{inside}</p>\n"
