"""What one entry of a list may be, and what it finds: a word, a phrase, wildcards, or an expression between slashes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import re2
from django.utils.translation import gettext as _

from comments.words import characters, expressions, folding
from comments.words.folding import MARK, Span, View
from comments.words.refusals import Refused

if TYPE_CHECKING:
    from re2 import _Regexp

MAX_LENGTH = 200  # characters: a sentence. What is longer is a text, which nobody sends twice the same
FEWEST_FIXED = 2  # characters beside a wildcard

_STAR = "\x02"  # any letters and digits, inside one word
_RUN = "\x03"  # the same where the script has no spaces
_ESCAPED_STAR = re.compile(r"\\\*|\*+")
_SPACELESS = re.compile(f"[{characters.SPACELESS}]")
_ANY = {_STAR: f"[^{MARK}]*", _RUN: f"[{characters.SPACELESS}]*"}


@dataclass(frozen=True)
class Pattern:
    """`key` stands in every marked text in which it matches; it is enough where `finder` is None.

    An expression has no key: it is tried on every text, in the other view.
    """

    key: str = ""
    finder: _Regexp | None = None

    @property
    def is_expression(self) -> bool:
        return not self.key

    def find(self, view: View) -> Span | None:
        """The first place in a view of the right kind: `plain` for an expression, else `marked`."""
        if self.finder is None:
            start = view.seen.find(self.key)
            return None if start < 0 else (start, start + len(self.key))
        match = self.finder.search(view.encoded)
        return view.counted(*match.span()) if match else None


def compiled(typed: str) -> Pattern:
    """Raises `Refused` with the reason and the place."""
    typed = typed.strip()
    if not typed:
        raise Refused(_("There is nothing to look for."), "empty")
    if len(typed) > MAX_LENGTH:
        raise Refused(_("It is longer than %(most)d characters.") % {"most": MAX_LENGTH}, "long", MAX_LENGTH + 1)
    if is_expression(typed):
        return Pattern(
            finder=expressions.compiled(unicodedata.normalize("NFC", typed[1:-1]).translate(characters.TYPOGRAPHY))
        )
    return _of_words(typed)


def is_expression(typed: str) -> bool:
    return len(typed) > 2 and typed.startswith("/") and typed.endswith("/")


def _of_words(typed: str) -> Pattern:
    marked = _marked(typed)
    has_wildcard = _STAR in marked or _RUN in marked
    wanted = _trimmed(marked)
    pieces = re.split(f"[{_STAR}{_RUN}]", wanted)
    fixed = re.sub(rf"[{MARK}{_STAR}{_RUN} ]", "", wanted)
    if not fixed and not has_wildcard:
        raise Refused(_("Nothing of it can be seen."), "empty")
    if has_wildcard and len(fixed) < FEWEST_FIXED and not _SPACELESS.search(fixed):
        raise Refused(
            _("It matches nearly everything. Put at least two characters beside a wildcard."),
            "everything",
            typed.index("*") + 1,
        )
    key = max(pieces, key=len)
    if len(pieces) == 1:
        return Pattern(key)
    source = "".join(_ANY.get(part) or re2.escape(part) for part in re.split(f"([{_STAR}{_RUN}])", wanted))
    return Pattern(key, re2.compile(source, expressions.options()))


def _marked(typed: str) -> str:
    """As `folding.marked`, with wildcards in it, each of which belongs to the word it touches."""
    parts: list[str] = []
    at = 0
    for match in _ESCAPED_STAR.finditer(typed):
        parts += [folding.folded(typed[at : match.start()]), "*" if match[0] == r"\*" else _STAR]
        at = match.end()
    joined = "".join([*parts, folding.folded(typed[at:])])
    joined = re.sub(f"{_STAR}+", _STAR, re.sub(r"\s+", " ", joined).strip())
    return characters.words(_STAR).sub(rf"{MARK}\g<0>{MARK}", _runs(joined))


def _runs(joined: str) -> str:
    """A wildcard that touches a script without spaces, and no word, stands for more of that script."""

    def kind(match: re.Match[str]) -> str:
        around = joined[max(match.start() - 1, 0) : match.start()] + joined[match.end() : match.end() + 1]
        return _RUN if _SPACELESS.search(around) and not any(map(characters.is_letter, around)) else _STAR

    return re.sub(_STAR, kind, joined)


def _trimmed(wanted: str) -> str:
    """Without wildcards at the ends: there the word may simply go on."""
    wanted = wanted.strip(_RUN)
    wanted = re.sub(rf"^{MARK}{_STAR}(?!{MARK})", "", wanted)
    return re.sub(rf"(?<!{MARK}){_STAR}{MARK}$", "", wanted)
