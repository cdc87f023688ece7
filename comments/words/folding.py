"""A text as patterns see it, and the way back from there to what was typed.

Folded away are width, fancy letters (NFKC), case, what cannot be seen, typographic quotes and dashes, and letters
of other scripts inside a word of one's own. Accents stay: "père" is not "pere". Names are folded further, by
`blog.lookalikes`; its reading of digits and signs as letters would find words in every text that nobody wrote.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from functools import cache, cached_property, lru_cache
from itertools import accumulate

from comments.words.characters import TYPOGRAPHY, clusters, heaps, ordinary, parting, tokens, unseen

MARK = "\x01"  # stands at both ends of every word, so that "cialis" is not found in "specialist"
PIECE = 150  # characters folded together; a place is looked up in one piece only

Span = tuple[int, int]

_SPACE = re.compile(r"\s+")
_ODD_SPACE = re.compile(r"[^\S ]|  ")
# What looks the same in small or capital letters. A word that mixes scripts is read in the one it can be read in.
_TWINS = {
    "аеіјкмнорстухѕһԁԛԝвАЕІЈКМНОРСТУХЅҺԀԚԜВ": "aeijkmhopctyxshdqwbAEIJKMHOPCTYXSHDQWB",
    "αβεικνορτυχγωΑΒΕΙΚΝΟΡΤΥΧΖΗΜ": "abeikvoptuxywABEIKNOPTYXZHM",
}
_TO_LATIN = {
    ord(other): latin for others, latins in _TWINS.items() for other, latin in zip(others, latins, strict=True)
}
_FROM_LATIN = {
    ord(latin): other
    for others, latins in reversed(_TWINS.items())
    for other, latin in zip(reversed(others), reversed(latins), strict=True)
}
_OTHER = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_LATIN = re.compile("[A-Za-z]")
_MIXED = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u052f]{3,}")


def plain(text: str) -> str:
    """What regular expressions are matched against: as it looks, with its case and its white space."""
    if ordinary().fullmatch(text):
        seen = text
    else:
        bare = heaps().sub(r"\1", unseen().sub("", text))
        seen = unicodedata.normalize("NFKC", bare).translate(TYPOGRAPHY)
    return _MIXED.sub(_in_one_script, seen) if _OTHER.search(seen) and _LATIN.search(seen) else seen


def folded(text: str) -> str:
    return _folded(plain(text))


def marked(text: str) -> str:
    """What words are looked for in: folded, a space for any white space, and a mark at both ends of every word."""
    return _marked(plain(text))


def _folded(seen: str) -> str:
    return seen.lower() if seen.isascii() else unicodedata.normalize("NFKC", seen.casefold())


def _marked(seen: str) -> str:
    text = _folded(seen)
    if _ODD_SPACE.search(text):
        text = _SPACE.sub(" ", text)
    return MARK.join(parting(text).split(text))  # words stand between what parts them, so each gets a mark at both ends


class View:
    """One text, seen in one of these ways, and where in the text a place of the view is."""

    def __init__(self, text: str, seen_as: Callable[[str], str]) -> None:
        pieces = _pieces(text)
        self._begin(text, seen_as, pieces, [seen_as(piece) for piece in pieces])

    @classmethod
    def both(cls, text: str) -> tuple[View, View]:
        """Seen as `marked` and as `plain`, with what the two have in common done once."""
        pieces = _pieces(text)
        seen = [plain(piece) for piece in pieces]
        views = cls.__new__(cls), cls.__new__(cls)
        views[0]._begin(text, marked, pieces, [_marked(piece) for piece in seen])
        views[1]._begin(text, plain, pieces, seen)
        return views

    def _begin(self, text: str, seen_as: Callable[[str], str], pieces: list[str], seen: list[str]) -> None:
        self.text, self._seen_as, self._pieces, self._seen = text, seen_as, pieces, seen
        self.seen = "".join(seen)

    @cached_property
    def encoded(self) -> bytes:
        """As the engine for expressions reads it, however many expressions there are."""
        return self.seen.encode()

    def counted(self, start: int, end: int) -> Span:
        """Characters of the view, from bytes of it."""
        first = len(self.encoded[:start].decode())
        return first, first + len(self.encoded[start:end].decode())

    def place(self, start: int, end: int) -> Span:
        """Where the characters from `start` to `end` of the view stand in the text."""
        first = self._span(start)[0]
        return first, max(self._span(max(end - 1, start))[1], first)

    @cached_property
    def _begins(self) -> tuple[list[int], list[int]]:
        """Where each piece begins, in the view and in the text."""
        seen = [0, *accumulate(map(len, self._seen))]
        return seen, [0, *accumulate(map(len, self._pieces))]

    @cached_property
    def _spans_of(self) -> Callable[[int], list[Span]]:
        return cache(lambda number: spans(self._pieces[number], self._seen_as))

    def _span(self, at: int) -> Span:
        in_view, in_text = self._begins
        number = min(bisect_right(in_view, at), len(self._pieces)) - 1
        if number < 0:
            return 0, 0
        found = self._spans_of(number)
        start, end = found[min(at - in_view[number], len(found) - 1)] if found else (0, 0)
        return in_text[number] + start, in_text[number] + end


def spans(text: str, seen_as: Callable[[str], str]) -> list[Span]:
    """For each character that is seen, which characters of the text it came of."""
    found: list[Span] = []
    step = plain if seen_as is plain else folded
    if ordinary().fullmatch(text):
        found = list(zip(range(len(text)), range(1, len(text) + 1), strict=True))
    else:
        for match in clusters().finditer(text):
            found += [match.span()] * _length(step, match[0])
    return _with_marks(step(text), found) if seen_as is marked else found


@lru_cache(maxsize=4096)
def _length(step: Callable[[str], str], cluster: str) -> int:
    return len(step(cluster))


def _with_marks(text: str, found: list[Span]) -> list[Span]:
    out: list[Span] = []
    found += [found[-1] if found else (0, 0)] * (len(text) - len(found))  # never short, should Unicode surprise us
    for match in tokens().finditer(text):
        own = found[match.start() : match.end()]
        first, last = own[0][0], own[-1][1]
        if match.lastgroup == "space":
            out.append((first, last))
        elif match.lastgroup == "word":
            out += [(first, first), *own, (last, last)]
        else:
            out += own
    return out


def _in_one_script(match: re.Match[str]) -> str:
    word = match[0]
    if not (_OTHER.search(word) and _LATIN.search(word)):
        return word
    latin = word.translate(_TO_LATIN)
    return word.translate(_FROM_LATIN) if _OTHER.search(latin) else latin


# Cut only where neither a word nor white space goes on, before a letter or sign that joins nothing before it.
_BEGINNERS = (
    "!-~\u00c0-\u024f\u0386-\u03ff\u0400-\u0481\u048a-\u052f\u05d0-\u05ea\u0621-\u064a\u0904-\u0939\uac00-\ud7a3"
)
_PIECES = re.compile(rf"(?s).{{{PIECE}}}.*?(?:\s(?=[{_BEGINNERS}])|.(?=[\u4e00-\u9fff]))|.+")


def _pieces(text: str) -> list[str]:
    return [text] if len(text) <= PIECE else _PIECES.findall(text)
