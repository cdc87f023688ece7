"""Text as people type it: cleaned of what is not text. Needs no Django."""

from __future__ import annotations

import re
import unicodedata

MAX_MARKS = 3  # combining marks on one letter; Vietnamese and pointed Hebrew need no more
RAW = 8  # characters looked at for each that a line may have

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Letters and marks that show nothing: a name of them would be no name.
_BLANK_LETTERS = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]")
# Joiners belong into Persian words, Indic letters and composed emoji, and nowhere else.
_LONE_JOINERS = re.compile(
    "(?<![\u0600-\u1fff\u2600-\u27bf\ua000-\ufdff\ufe0f\U00010000-\U0001ffff])[\u200c\u200d]"
    "|[\u200c\u200d](?![\u0600-\u1fff\u2600-\u27bf\ua000-\ufdff\U00010000-\U0001ffff])"
)
# No letter of Western Europe, no typographic sign and no Chinese or Japanese one is in here; all marks are.
_MAY_BE_MARK = re.compile("[\u0300-\u1fff\u20d0-\u20ff\u2c00-\u30ff\ua000-\uabff\ufb00-\U0010ffff]")
_LINE_BREAKS = re.compile("\r\n?")


def clean_line(text: str, max: int) -> str:
    """A name or a title: one line of at most `max` characters, nothing invisible in it.

    What is looked at is bounded first: to put n marks of one letter in their order takes Python n² steps.
    """
    text = str(text)[: max * RAW]
    text = "".join(filter(_is_seen, _BLANK_LETTERS.sub("", " ".join(text.split()))))
    while (joined := _LONE_JOINERS.sub("", text)) != text:  # one may have leaned on another
        text = joined
    text = _bound_marks(unicodedata.normalize("NFC", _bound_marks(text)))
    return " ".join(text.split())[:max].rstrip(" \u200c\u200d")


def clean_text(text: str) -> str:
    """A body: NUL and other controls, bidi overrides and lone surrogates removed; all else stands."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    text = _LINE_BREAKS.sub("\n", text)
    return _bound_marks(_BIDI.sub("", _CONTROLS.sub("", text)))


def _is_seen(character: str) -> bool:
    return character in "\u200c\u200d" or unicodedata.category(character) not in {"Cc", "Cf", "Co", "Cs"}


def _bound_marks(text: str) -> str:
    if text.isascii() or not _MAY_BE_MARK.search(text):
        return text
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks <= MAX_MARKS:
            kept.append(character)
    return "".join(kept)
