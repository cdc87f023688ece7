"""Classes of characters: what is a letter, what cannot be seen, what melts into the letter before it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

MOST_SIGNS = 30  # on one letter, as Unicode's stream-safe text has it

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
_ASCII_WORD = re.compile("([A-Za-z0-9]+)")
_BEYOND = re.compile("[\U00010000-\U0010ffff]")  # the first plane


@cache
def ordinary() -> re.Pattern[str]:
    """Texts of characters that are seen as they are, melt into no other, and stay one when folded: most of most texts."""
    strange = re.compile(f"{unseen().pattern}|[{_JOINING}{''.join(map(chr, TYPOGRAPHY))}]")

    def is_ordinary(char: str) -> bool:
        is_itself = unicodedata.is_normalized("NFKC", char) and not strange.match(char)
        if not is_itself or char > "\uffff" or unicodedata.category(char)[0] == "M":
            return False
        return len(unicodedata.normalize("NFKC", char.casefold())) == 1

    return re.compile(f"[{_ranges(is_ordinary)[0]}]*")


def parting(text: str) -> re.Pattern[str]:
    """Splits into what is no word and the words, in turn: by the smallest class that holds for the text."""
    if text.isascii():
        return _ASCII_WORD
    return _any_word() if _BEYOND.search(text) else _word_of_the_first_plane()


@cache
def _word_of_the_first_plane() -> re.Pattern[str]:
    return re.compile(f"([{letters()[0]}]+)")


@cache
def _any_word() -> re.Pattern[str]:
    return re.compile(f"({words().pattern})")


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
def heaps() -> re.Pattern[str]:
    """More signs on one letter than any language has: sorting them takes as long as their number squared."""
    marks = _ranges(lambda char: all(map(unicodedata.combining, unicodedata.normalize("NFKD", char))))
    return re.compile(rf"((?:{_runs_of(marks, single=True)}){{{MOST_SIGNS}}}){_runs_of(marks)}")


@cache
def clusters() -> re.Pattern[str]:
    """A character with all that may melt into it."""
    marks = _ranges(lambda char: unicodedata.category(char)[0] == "M")
    return re.compile(f"(?s).(?:{_runs_of(marks, _JOINING)}|{unseen().pattern})*")


@cache
def tokens() -> re.Pattern[str]:
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
