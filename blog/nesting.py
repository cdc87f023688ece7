"""A fragment of HTML with every element closed and in its place, to a bounded depth.

It stands before the sanitiser, whose parser needs quadratic time and memory for what misnests
(a thousand `<b id=…>` are opened again in each of a thousand paragraphs). What leaves here, that
parser leaves alone. Nothing here decides what is safe: `blog.markup` does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from blog.elements import BLOCKS, CHILDREN, HOMES, PARAGRAPHS
from blog.fragments import Token, attributes_of, decode, encode, encode_attribute, read

MAX_BLOCKS = 24  # quotes in lists in quotes; what is deeper is flattened, not lost
MAX_INLINES = 8
MAX_REOPENED = 3  # formatting that goes on in the next paragraph; bounds how much a text can grow

Attributes = dict[str, str]
Filter = Callable[[Attributes], Attributes | None]

_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True)
class Rules:
    """What a fragment may hold.

    `elements` maps a name to a function from its attributes to those it keeps, or to None when
    without them it is nothing. A picture that comes out as None becomes a link to its address.
    """

    elements: Mapping[str, Filter]
    renamed: Mapping[str, tuple[str, ...]]
    known: frozenset[str] = frozenset()  # when given, any `<Other>` is text and shown as typed
    keeps_line_breaks: bool = False


def tidy(source: str, rules: Rules) -> str:
    writer = _Writer(rules)
    for token in read(source):
        writer.write(token)
    return writer.finish()


class _Writer:
    """Paragraphs and formatting are opened by what is put into them, so that none is ever empty."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.out: list[str] = []
        self.blocks: list[str] = []
        self.paragraph = ""  # the open one; empty in the bare text of a list item or a cell
        self.awaited = ""  # the one that the next text opens
        self.is_running = False
        self.has_gap = False  # a line break was seen between two blocks
        self.is_after_text = False  # bare text, to which the line break would belong
        self.inlines: list[tuple[str, str]] = []  # name and tag
        self.opened = 0  # how many of them are written
        self.skipped: Counter[str] = Counter()

    def write(self, token: Token) -> None:
        if token.kind == "text":
            self._text(decode(token.source))
        elif self.rules.known and token.name not in self.rules.known:
            self._text(token.source)
        elif token.kind == "start":
            for name in self.rules.renamed.get(token.name, (token.name,)):
                self._start(name, attributes_of(token.attributes))
        else:
            for name in reversed(self.rules.renamed.get(token.name, (token.name,))):
                self._end(name)

    def finish(self) -> str:
        self._end_run()
        self._close_blocks(0)
        return "".join(self.out).strip()

    def _text(self, text: str) -> None:
        if self.paragraph == "pre" or not self.rules.keeps_line_breaks:
            self._append(text)
            return
        for number, part in enumerate(_BLANK_LINES.split(text)):
            if number:
                self._break()
            self._lines(part.split("\n"))

    def _lines(self, lines: list[str]) -> None:
        for number, line in enumerate(lines):
            if number and self.is_running and self.out[-1] != "<br>":
                self.out.append("<br>")
            text = line if number == len(lines) - 1 else line.rstrip(" \t")
            if number or (self.is_running and self.out[-1][-1] == "\n"):
                text = text.lstrip(" \t")
            self._append("\n" + text if number else text)

    def _append(self, text: str) -> None:
        if not self.is_running:
            if not text.strip():
                self.has_gap = self.has_gap or "\n" in text
                return
            text = text.lstrip()
        elif self.out[-1] == "<pre>" and self.opened == len(self.inlines):
            text = text.lstrip("\n")  # a parser drops the first one, each time it reads
        if text:
            self._run()
            self.out.append(encode(text))

    def _start(self, name: str, attributes: Attributes) -> None:
        if name == "br":
            self._line_break()
        elif name == "img":
            self._picture(attributes)
        elif name not in self.rules.elements:
            self._break_at(name)
        elif (kept := self.rules.elements[name](attributes)) is not None:
            self._open(name, _tag(name, kept))

    def _open(self, name: str, tag: str) -> None:
        if name not in BLOCKS:
            self._start_inline(name, tag)
        elif self.paragraph == "pre":
            return
        elif name in PARAGRAPHS:
            self._end_run()
            self.awaited = name
        elif name in HOMES:
            self._start_part(name, tag)
        else:
            self._start_block(name, tag)

    def _end(self, name: str) -> None:
        if self.skipped[name]:
            self.skipped[name] -= 1
        elif name not in BLOCKS:
            self._end_inline(name)
        elif name in {self.paragraph, self.awaited}:
            self._end_run()
        elif name in self.blocks:
            self._end_run()
            self._close_blocks(_last(self.blocks, {name}))
        else:
            self._break_at(name)

    def _line_break(self) -> None:
        if self.paragraph == "pre":
            self._append("\n")
        elif self.is_running:
            self.out.append("<br>")

    def _picture(self, attributes: Attributes) -> None:
        shown = self.rules.elements["img"](attributes)
        if shown is not None:
            self._run()
            self.out.append(_tag("img", shown))
            return
        words, address = attributes.get("alt", "").strip(), attributes.get("src", "")
        link = self.rules.elements["a"]({"href": address})
        if link is None or any(name == "a" for name, _ in self.inlines):
            self._append(words)
            return
        self._start_inline("a", _tag("a", link))
        self._append(words or link["href"])
        self._end_inline("a")

    def _start_inline(self, name: str, tag: str) -> None:
        if name == "a":
            self._end_inline("a")
        if len(self.inlines) < MAX_INLINES:
            self.inlines.append((name, tag))
        else:
            self.skipped[name] += 1

    def _end_inline(self, name: str) -> None:
        index = _last([inline for inline, _ in self.inlines], {name})
        if index >= self.opened:
            del self.inlines[index]
        elif index >= 0:
            above = self.inlines[index + 1 :]
            self._close_inlines(index)
            self.inlines[index:] = _reopened(above)

    def _start_part(self, name: str, tag: str) -> None:
        home = _last(self.blocks, HOMES[name])
        if home < 0:
            self._break()
            return
        self._end_run()
        self._close_blocks(home + 1)
        self._make_room(name)
        self._push(name, tag)

    def _start_block(self, name: str, tag: str) -> None:
        if len(self.blocks) >= MAX_BLOCKS and name not in {"pre", "hr"}:
            self.skipped[name] += 1
            self._break()
            return
        self._end_run()
        self._make_room(name)
        if name in {"pre", "hr"}:
            self._write_block(tag)
            self.paragraph, self.is_running = ("pre", True) if name == "pre" else ("", False)
        else:
            self._push(name, tag)

    def _make_room(self, name: str = "") -> None:
        """Text and blocks that lie loose in a list or a table get the item or the cell they need."""
        while self.blocks and name not in (children := CHILDREN.get(self.blocks[-1], (name,))):
            self._push(children[0], f"<{children[0]}>")

    def _run(self) -> None:
        """Open what the text or picture that comes now stands in."""
        if not self.is_running:
            self._make_room()
            is_bare = self.blocks and self.blocks[-1] != "blockquote"
            self.paragraph = self.awaited or ("" if is_bare else "p")
            if self.paragraph:
                self._write_block(f"<{self.paragraph}>")
            self.is_running, self.has_gap, self.awaited = True, False, ""
        self.out.extend(tag for _, tag in self.inlines[self.opened :])
        self.opened = len(self.inlines)

    def _end_run(self) -> None:
        if self.is_running and self.paragraph != "pre":
            self._drop_line_breaks()
        waiting = self.inlines[self.opened :]
        written = self.inlines[: self.opened]
        self._close_inlines(0)
        self.inlines = _reopened(written)[:MAX_REOPENED] + waiting
        if self.paragraph:
            self._write_block(f"</{self.paragraph}>")
        elif self.is_running:
            self.is_after_text = True
        self.paragraph, self.awaited, self.is_running = "", "", False

    def _drop_line_breaks(self) -> None:
        """At the end of a paragraph they are nothing, and neither is formatting with nothing else in it."""
        while True:
            last = self.out.pop()
            text = "" if last == "<br>" else last if last.startswith("<") else last.rstrip("\n")
            if text and (not self.opened or last != self.inlines[self.opened - 1][1]):
                self.out.append(text)
                return
            self.opened -= bool(text)

    def _break_at(self, name: str) -> None:
        if name in BLOCKS and self.paragraph != "pre":
            self._break()

    def _break(self) -> None:
        """End the paragraph; what follows bare text in a list item becomes a paragraph of its own."""
        awaited = self.awaited or ("p" if self.is_running and not self.paragraph else "")
        self._end_run()
        self.awaited = awaited

    def _close_inlines(self, index: int) -> None:
        while self.opened > index:
            self.opened -= 1
            self.out.append(f"</{self.inlines[self.opened][0]}>")

    def _close_blocks(self, index: int) -> None:
        while len(self.blocks) > index:
            self._write_block(f"</{self.blocks.pop()}>")

    def _push(self, name: str, tag: str) -> None:
        self._write_block(tag)
        self.blocks.append(name)

    def _write_block(self, tag: str) -> None:
        if self.has_gap and self.out and not self.is_after_text:
            self.out.append("\n")
        self.has_gap = self.is_after_text = False
        self.out.append(tag)


def _tag(name: str, attributes: Attributes) -> str:
    return "".join([f"<{name}", *(f' {key}="{encode_attribute(value)}"' for key, value in attributes.items()), ">"])


def _last(names: list[str], wanted: set[str]) -> int:
    return max((index for index, name in enumerate(names) if name in wanted), default=-1)


def _reopened(inlines: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A link does not go on in the next paragraph: its address might be long, and the paragraphs many."""
    return [(name, tag) for name, tag in inlines if tag == f"<{name}>"]
