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

MARK = "\x01"  # stands at both ends of every word, so that "cialis" is not found in "specialist"
PIECE = 150  # characters folded together; a place is looked up in one piece only

MOST_SIGNS = 30  # on one letter, as Unicode's stream-safe text has it

Span = tuple[int, int]
Ranges = tuple[str, str]

# Scripts written without spaces between words: Thai to Tibetan, Myanmar, Khmer, kana, bopomofo, Han, Yi.
SPACELESS = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\u1a20-\u1aaf\u3005-\u3007\u3021-\u3029\u3031-\u3035"
    "\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua9e0-\ua9ff"
    "\uaa60-\uaa7f\uf900-\ufaff\U00016fe0-\U00018d8f\U0001aff0-\U0001b2ff\U00020000-\U0003ffff"
)
_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
_TAGS = "\U000e0000-\U000e0fff"
_SPACES = "\t\n\v\f\r\x1c-\x1f\x85"  # control characters that part words
# Vowels and finals that join the letter before them, though they are no combining marks.
_JOINING = "\u1160-\u11ff\ud7b0-\ud7ff\uff9e-\uffdc"
TYPOGRAPHY = str.maketrans("‘’‛′“”„‟″‐‑‒–—―−", '\'\'\'\'"""""-------')
_SPACE = re.compile(r"\s+")
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
    bare = _heaps().sub(r"\1", unseen().sub("", text))
    seen = unicodedata.normalize("NFKC", bare).translate(TYPOGRAPHY)
    return _MIXED.sub(_in_one_script, seen) if _OTHER.search(seen) and _LATIN.search(seen) else seen


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", plain(text).casefold())


def marked(text: str) -> str:
    """What words are looked for in: folded, a space for any white space, and a mark at both ends of every word."""
    return words().sub(rf"{MARK}\g<0>{MARK}", _SPACE.sub(" ", folded(text)))


class View:
    """One text, seen in one of these ways, and where in the text a place of the view is."""

    def __init__(self, text: str, seen_as: Callable[[str], str]) -> None:
        self.text = text
        self._seen_as = seen_as
        self._pieces = [text] if len(text) <= PIECE else _PIECES.findall(text)
        self._seen = [seen_as(piece) for piece in self._pieces]
        self.seen = "".join(self._seen)

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
    for match in _clusters().finditer(text):
        found += [match.span()] * _length(step, match[0])
    return _with_marks(step(text), found) if seen_as is marked else found


@lru_cache(maxsize=4096)
def _length(step: Callable[[str], str], cluster: str) -> int:
    return len(step(cluster))


def _with_marks(text: str, found: list[Span]) -> list[Span]:
    out: list[Span] = []
    found += [found[-1] if found else (0, 0)] * (len(text) - len(found))  # never short, should Unicode surprise us
    for match in _tokens().finditer(text):
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


@cache
def words(also: str = "") -> re.Pattern[str]:
    """A word: letters, their marks, digits, and what is named. "_" parts words, scripts without spaces have none."""
    return re.compile(_runs_of(letters(), also))


@cache
def unseen() -> re.Pattern[str]:
    hidden = _ranges(lambda char: unicodedata.category(char) in {"Cf", "Cc", "Cs"} and not char.isspace())
    return re.compile(_runs_of((hidden[0], hidden[1] + _TAGS), _FILLERS))


@cache
def letters() -> Ranges:
    spaceless = re.compile(f"[{SPACELESS}]")
    return _ranges(lambda char: unicodedata.category(char)[0] in "LMN" and not spaceless.match(char))


@lru_cache(maxsize=4096)
def is_letter(char: str) -> bool:
    return words().fullmatch(char) is not None


@cache
def _heaps() -> re.Pattern[str]:
    """More signs on one letter than any language has: sorting them takes as long as their number squared."""
    marks = _ranges(lambda char: all(map(unicodedata.combining, unicodedata.normalize("NFKD", char))))
    return re.compile(rf"((?:{_runs_of(marks, single=True)}){{{MOST_SIGNS}}}){_runs_of(marks)}")


@cache
def _clusters() -> re.Pattern[str]:
    """A character with all that may melt into it."""
    marks = _ranges(lambda char: unicodedata.category(char)[0] == "M")
    return re.compile(f"(?s).(?:{_runs_of(marks, _JOINING)}|{unseen().pattern})*")


@cache
def _tokens() -> re.Pattern[str]:
    return re.compile(rf"(?s)(?P<space>\s+)|(?P<word>{words().pattern})|.")


def _runs_of(ranges: Ranges, also: str = "", *, single: bool = False) -> str:
    """Matches a run of these characters.

    Those of the first plane stand in a class of their own, which is looked up; a class with others is walked through.
    """
    low, high = ranges
    times = "" if single else "+"
    return rf"(?:[{low}{also}]{times}|(?=[\U00010000-\U0010ffff])[{high}\U0010fffe]{times}){times}"


def _ranges(is_wanted: Callable[[str], bool]) -> Ranges:
    """The characters for which this holds, of the first and of the second plane, as ranges of a character class."""
    found: list[list[int]] = []
    for code in range(0x20000):
        if is_wanted(chr(code)):
            if found and found[-1][1] == code - 1:
                found[-1][1] = code
            else:
                found.append([code, code])
    low = "".join(rf"\u{first:04x}-\u{last:04x}" for first, last in found if first < 0x10000)
    return low, "".join(rf"\U{first:08x}-\U{last:08x}" for first, last in found if first >= 0x10000)
