"""CommonMark to HTML, not yet safe."""

from __future__ import annotations

import re
import threading

from markdown_it import MarkdownIt
from markdown_it.ruler import StateBase
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from blog.fragments import decode
from blog.links import bare_link_at

MAX_NESTING = 40  # its parser recurses, and drops what is deeper
MAX_GROWTH = 12  # a reference link repeats its address as often as it is used
# The next two bound the time: below them even a hostile text costs little more than a long ordinary one.
MAX_LINES = 2000  # more than a comment of single words has
MAX_STEPS = 2500  # signs the parser stops at, such as `[`, and blocks it begins; within a fence there are none
LINK_STEPS = 4  # to read an address costs as much as so many signs
TAG_STEPS = 3  # and so does a tag, or an address between `<` and `>`

_SCHEME = re.compile(r"\bhttps?$", re.IGNORECASE)


class _TooManyStepsError(Exception):
    """The parser has worked enough."""


def render(source: str) -> str | None:
    """HTML, or None for what no person writes: nested until text is lost, more signs than words, or growing."""
    if source.count("\n") > MAX_LINES:
        return None
    try:
        tokens = _local.parser.parse(source, {})
    except _TooManyStepsError:
        return None
    if any(token.level >= MAX_NESTING - 1 and token.type.endswith("_open") for token in tokens):
        return None
    rendered: str = _local.parser.renderer.render(tokens, _local.parser.options, {})
    return rendered if len(rendered) <= MAX_GROWTH * len(source) + 1000 else None


def _step(state: StateBase, weight: int = 1) -> None:
    state.env["steps"] = steps = state.env.get("steps", 0) + weight
    if steps > MAX_STEPS:
        raise _TooManyStepsError


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """No block of its own: it stands before the others to count."""
    _step(state)
    return False


def _bare_link(state: StateInline, silent: bool) -> bool:
    """An address is linked before its `_` and `*` can be taken for emphasis.

    The search for links that comes with the parser needs seconds for a page of `http://[`. Only plain
    text and line breaks are looked for before it, so it also counts the signs.
    """
    _step(state, TAG_STEPS if state.src[state.pos] == "<" else 1)
    if silent or state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    scheme = _SCHEME.search(state.src[max(0, state.pos - 6) : state.pos])
    if not scheme or not state.pending.endswith(scheme[0]):
        return False
    _step(state, LINK_STEPS)
    link = bare_link_at(state.src, state.pos - len(scheme[0]))
    if not link:
        return False
    state.pending = state.pending[: -len(scheme[0])]
    state.push("link_open", "a", 1).attrs = {"href": decode(link.href)}
    state.push("text", "", 0).content = decode(link.text)
    state.push("link_close", "a", -1)
    state.pos += len(link.text) - len(scheme[0])
    return True


class _Local(threading.local):
    def __init__(self) -> None:
        self.parser = MarkdownIt("commonmark", {"breaks": True, "maxNesting": MAX_NESTING})
        self.parser.block.ruler.before("code", "block", _block)
        self.parser.inline.ruler.before("escape", "bare_link", _bare_link)


_local = _Local()
