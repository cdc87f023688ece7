"""Article bodies of WordPress, classic and block editor, to plain semantic HTML.

What comes out is structure only: paragraphs, headings, lists, quotes, pictures with captions, tables,
code, links. `markup.article_html` has the last word on what is allowed; this decides what things mean.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from blog.markup import comment_text
from blog.transfer.paper import Paper
from blog.transfer.wordpress_elements import (
    BLOCK,
    INLINE,
    PLAYER,
    SKIPPED,
    UNBOXED,
    UNSEEN,
    VOID,
    block_attributes,
    inline_attributes,
    is_decoration,
    setting,
)
from blog.transfer.wordpress_embeds import IMAGE_FILE, background_address, embed_address, file_name
from blog.transfer.wordpress_shortcodes import Gallery, expand

# Given address and alternative text of a picture: the <img> of our own copy, or "" for none.
PictureOf = Callable[[str, str], str]

_SILENT = {"spacer", "separator", "more", "nextpage"}
_BLOCK_COMMENT = re.compile(r"(/?)wp:(?:core/)?([\w/-]+)\s*(\{.*\})?\s*(/?)$", re.DOTALL)


@dataclass
class Body:
    """`teaser` is the plain text before "more"; `left_out` counts blocks and shortcodes that became nothing."""

    html: str
    teaser: str = ""
    left_out: Counter[str] = field(default_factory=Counter)


def convert(source: str, picture: PictureOf | None = None, gallery: Gallery | None = None) -> Body:
    """Pictures stay foreign without `picture`; galleries that name only numbers are empty without `gallery`."""
    left_out: Counter[str] = Counter()
    source = source.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    source = expand(source, gallery or (lambda ids: []), left_out)
    writer = _Writer(picture or foreign_picture, left_out, has_blocks="<!-- wp:" in source)
    writer.feed(source)
    writer.close()
    writer.paper.end()
    teaser = comment_text("".join(writer.paper.out[: writer.teaser_end])) if writer.teaser_end else ""
    return Body("".join(writer.paper.out).strip(), teaser, left_out)


def foreign_picture(src: str, alt: str) -> str:
    return f'<img src="{escape(src)}" alt="{escape(alt)}">'


class _Writer(HTMLParser):
    """Says what each tag means; `Paper` keeps the result well-formed."""

    def __init__(self, picture: PictureOf, left_out: Counter[str], has_blocks: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.paper = Paper()
        self.teaser_end = 0
        self._picture = picture
        self._left_out = left_out
        self._has_blocks = has_blocks
        self._open_blocks: list[str] = []
        self._skipping: list[str] = []
        self._after_break = False
        self._newlines = 0
        self._is_verse = False
        self._is_linked = False
        self._around: set[str] = set()  # classes of the box opened last

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = set(given.get("class", "").split())
        self._after_break = False
        if self._skipping or tag in SKIPPED or "wp-block-file__button" in classes:
            self._skip(tag, given)
        elif tag in VOID:
            self._void(tag, given)
        elif tag in INLINE:
            if tag != "a" or given.get("href"):
                self.paper.open_inline(INLINE[tag], inline_attributes(tag, given, classes))
        elif tag in BLOCK and not classes & UNBOXED:
            self._open(tag, given, classes)
        elif tag not in UNSEEN:
            self._around = classes
            self._box(tag, given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self._after_break = False
        if self._skipping:
            if tag in self._skipping:
                del self._skipping[self._skipping.index(tag) :]
        elif tag in INLINE:
            self.paper.close_inline(INLINE[tag])
        elif tag in BLOCK and not (tag == "pre" and self._is_verse):
            self.paper.close_block(BLOCK[tag])
        elif tag not in UNSEEN:
            self.paper.paragraph_break()
            self._is_verse = False

    def handle_data(self, data: str) -> None:
        if self._skipping:
            return
        if self.paper.holder == "pre":
            self.paper.verbatim(data)
        elif self._is_verse or self._is_classic:
            self._lines(data)
        else:
            self.paper.text(re.sub(r"[ \t\n]+", " ", data))

    def handle_comment(self, data: str) -> None:
        words = data.strip()
        if re.match(r"more\b", words) and not self.teaser_end:
            self.paper.end_paragraph()
            self.teaser_end = len(self.paper.out)
        elif found := _BLOCK_COMMENT.match(words):
            self._block_comment(*found.groups())

    @property
    def _is_classic(self) -> bool:
        """Does a line end mean anything here? Not inside a block, where the editor wrote the paragraphs."""
        return not self._has_blocks or not self._open_blocks or self._open_blocks[-1] in {"freeform", "shortcode"}

    def _lines(self, data: str) -> None:
        if self._after_break:  # "<br>" at the end of a line is one break, not two
            data = re.sub(r"^[ \t]*\n", "", data)
        for number, line in enumerate(data.split("\n")):
            if number:
                self._break_line()
            if line.strip():
                self._newlines, self._after_break = 0, False
            self.paper.text(re.sub(r"[ \t]+", " ", line))

    def _break_line(self) -> None:
        self._newlines += 1
        if self._newlines > 1:
            self.paper.paragraph_break()
        else:
            self.paper.line_break()

    def _open(self, tag: str, given: dict[str, str], classes: set[str]) -> None:
        self._newlines = 0
        if tag == "pre" and "wp-block-verse" in classes:
            self._is_verse = True
            self.paper.paragraph_break()
        else:
            self.paper.open_block(BLOCK[tag], block_attributes(tag, given, classes | self._around))

    def _box(self, tag: str, given: dict[str, str]) -> None:
        self.paper.paragraph_break(wanted=tag == "p")
        if address := background_address(given.get("style", "")):
            self._image({"src": address})
            self.paper.paragraph_break()

    def _void(self, tag: str, given: dict[str, str]) -> None:
        if tag == "br":
            self._explicit_break()
        elif tag == "hr":
            self.paper.rule()
        elif tag == "img":
            self._image(given)
        elif tag == "embed":
            self._embed(given.get("src", ""))

    def _explicit_break(self) -> None:
        if self.paper.holder == "pre":
            self.paper.verbatim("\n")
        elif self._is_classic:
            self._break_line()
            self._after_break = True
        else:
            self.paper.line_break()

    def _image(self, given: dict[str, str]) -> None:
        src, alt = given.get("src", ""), given.get("alt", "").strip()
        src = given.get("data-src", src) if src.startswith("data:") or not src else src
        self._newlines = 0
        if not src or src.startswith("data:") or is_decoration(given):
            self.paper.text(alt if "emoji" in given.get("class", "") or "smiley" in given.get("class", "") else "")
            return
        link = self.paper.inline_attributes("a")
        if html := self._picture(src, alt):
            if link and IMAGE_FILE.search(link.split('"')[1]):
                self.paper.close_inline("a")  # it led to the same picture, only larger
            self.paper.inline_html(html)
        elif link is not None:
            self.paper.text(alt or file_name(src))
        else:
            self.paper.inline_html(f'<a href="{escape(src)}">{escape(alt or file_name(src), quote=False)}</a>')

    def _embed(self, src: str) -> None:
        if address := embed_address(src):
            self.paper.paragraph_break()
            self.paper.text(address)
            self.paper.paragraph_break()

    def _skip(self, tag: str, given: dict[str, str]) -> None:
        self._is_linked = self._is_linked and bool(self._skipping)
        shows = tag in PLAYER | {"source", "embed"} and "wp-block-file__embed" not in given.get("class", "")
        if shows and not self._is_linked:
            address = given.get("src") or given.get("data", "")
            self._embed(address)
            self._is_linked = bool(address)
        if tag not in VOID:
            self._skipping.append(tag)

    def _block_comment(self, end: str, name: str, settings: str | None, alone: str) -> None:
        if end:
            self._open_blocks = self._open_blocks[:-1]
        elif not alone:
            self._open_blocks.append(name)
        elif "embed" in name and (address := setting(settings, "url")):
            self._embed(address)
        elif name not in _SILENT:
            self._left_out[name] += 1
        self.paper.end_paragraph()
        self._newlines = 0
