"""However a text or a pattern is made: twice the text takes about twice the time.

Measured as a ratio within one run, of the processor's time, the best of several: it does not depend on the machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import pytest

from comments.models import Phrase
from comments.words import folding
from comments.words.folding import View
from comments.words.matching import Entry, Fields, Vocabulary, _Place
from comments.words.patterns import compiled

SHORT, TIMES = 8_000, 4  # a square would take sixteen times as long
MOST = 9.0
FIELD = Phrase.Field.ANYTHING

PATTERNS = [
    "a*a*a*a*b", "*aa*", "a*b*c*d*e*f*g", "* * * * ab", "贷*款*贷*款", "/(a+)+b/", "/(a|aa)+$/", "/(.*)*x/", "/(a?){50}b/",
    r"/^(\pL+\s?)+$/", "/a.*a.*a.*b/", "/([ab]{1,30}){1,8}c/", "a a a a", "é", "buy now", "...", "/(x+x+)+y/",
]  # fmt: skip
TEXTS = {
    "one letter": "a",
    "two letters": "ab",
    "words": "a ",
    "spaces": " ",
    "lines": "\n\t",
    "accents": " é",
    "russian": "да ",
    "chinese": "贷",
    "wide": "ﷺ",
    "nothing seen": "\u200b",
    "marks in order": "\u0301",
    "marks out of order": "\u0301\u0316",
    "halfwidth marks": "\uff9e\u0316",
    "hidden marks": "\u200b\u0301",
    "two scripts": "аa",
    "stars": "*",
    "dots": ".",
    "hosts": "a.b/",
}


def seconds(act: Callable[[], object]) -> float:
    began = time.thread_time()
    act()
    return time.thread_time() - began


def ratio(of: Callable[[str], object], piece: str) -> float:
    """How much longer the long text takes than the short one."""
    short = piece * (SHORT // len(piece))
    long = short * TIMES
    best = [min(seconds(partial(of, text)) for _ in range(3)) for text in (short, long)]
    return best[1] / max(best[0], 0.002)  # below two milliseconds the clock says little, and nobody waits


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    entries = [Entry(n, "hold", typed, FIELD, "", None, None, compiled(typed)) for n, typed in enumerate(PATTERNS)]
    return Vocabulary(entries)


@pytest.mark.parametrize("piece", TEXTS.values(), ids=TEXTS)
def test_looking_takes_time_in_proportion_to_the_text(vocabulary, piece):
    def look(text: str) -> None:
        list(vocabulary.matches(Fields(text=text), _Place(None)))

    assert ratio(look, piece) < MOST


@pytest.mark.parametrize("piece", TEXTS.values(), ids=TEXTS)
def test_folding_takes_time_in_proportion_to_the_text(piece):
    assert ratio(lambda text: View(text, folding.marked), piece) < MOST


def test_the_measure_sees_a_square():
    def square(text: str) -> None:
        for _ in range(len(text) // 40):
            text.count("ab")
            text.count("ba")
            text.count("aa")

    assert ratio(square, "ab") > MOST
