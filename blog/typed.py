"""What a person typed without a single tag, as HTML: paragraphs, line breaks, links. Needs no sanitiser.

`blog.markup` takes this way for nine comments of ten; a test holds that the long way gives the same.
"""

from __future__ import annotations

import re

from blog.fragments import decode, encode, encode_attribute
from blog.links import bare_links, shown
from blog.plain_text import clean_text

_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
_MAY_LINK = re.compile(r"://|www\.", re.IGNORECASE)


def typed_html(text: str, link_rel: str) -> str:
    """`text` is clean. Nothing in it is taken for a tag: a `<` is shown."""
    if "&" in text:
        text = clean_text(decode(text))
    paragraphs = (_lines(part, link_rel) for part in _BLANK_LINES.split(text))
    return "".join(f"<p>{lines}</p>" for lines in paragraphs if lines)


def _lines(paragraph: str, link_rel: str) -> str:
    lines = paragraph.split("\n")
    out: list[str] = []
    for number, line in enumerate(lines):
        text = line if number == len(lines) - 1 else line.rstrip(" \t")
        if not out:
            text = text.lstrip()
        else:
            out.append("<br>")
            text = "\n" + text.lstrip(" \t")
        if text:
            out.append(_linked(text, link_rel) if _MAY_LINK.search(text) else encode(text))
    while out and out[-1] in {"<br>", "\n"}:
        out.pop()
    return "".join(out)


def _linked(text: str, link_rel: str) -> str:
    parts, position = [], 0
    for link in bare_links(text):
        parts.append(encode(text[position : link.start]))
        parts.append(f'<a href="{encode_attribute(link.href)}" rel="{link_rel}">{encode(shown(link.text))}</a>')
        position = link.start + len(link.text)
    return "".join(parts) + encode(text[position:])
