"""Where the rules about words, spam and people get their answers from: parts of the desk that plug themselves in.

A site without one of them has the rule all the same, which then never fires.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from blog.posts.models import Post
    from comments.models import Comment


class Match(Protocol):
    """One entry of a list that was found, in which field, and the piece of the text that it met."""

    list: Any
    pattern: Any
    field: str
    piece: str


class Judgement(Protocol):
    """What the filter makes of a comment. `files`: it says spam, and by its record here it may act on that."""

    score: float | None  # None: it knows too little to say anything
    reasons: Sequence[Any]
    may_file: bool
    files: bool


class Standing(Protocol):
    """What moderators have settled about a writer."""

    blocked_by: Any
    premoderated_by: Any
    trusted_by: Any
    typed_block: Any  # of an address that was merely typed: it blocks nobody


_DISALLOWED = frozenset({"disallowed", "spam"})


def _is_disallowed(match: Match) -> bool:
    return str(getattr(match.list, "effect", match.list)) in _DISALLOWED


@dataclass(frozen=True)
class Sources:
    matches: Callable[[Mapping[str, Any], Post], Sequence[Match]] | None = (
        None  # text, name, email, website, link_hosts, html
    )
    count: Callable[[Sequence[Match]], None] | None = None  # what matched, once the comment is stored
    judge: Callable[[Comment, Mapping[str, str]], Judgement] | None = None
    keep: Callable[[Comment, Mapping[str, str]], None] | None = None  # what was judged, once the comment is stored
    standing: Callable[[Comment], Standing] | None = None
    is_disallowed: Callable[[Match], bool] = _is_disallowed


_plugged = [Sources()]


def current() -> Sources:
    return _plugged[-1]


def plug(**sources: Any) -> Sources:
    """Let these answer from now on: `matches`, `count`, `judge`, `keep`, `standing`,
    `is_disallowed`. Returns what answered before."""
    before = _plugged[-1]
    _plugged[-1] = replace(before, **sources)
    return before
