"""Text as people type it: cleaned of what is not text. Needs no Django."""

from __future__ import annotations

import re
import unicodedata

MAX_MARKS = 3  # combining marks on one letter; Vietnamese and pointed Hebrew need no more

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u2060-\u206f\ufeff]")
# No letter of Western Europe, no typographic sign and no Chinese or Japanese one is in here; all marks are.
_MAY_BE_MARK = re.compile("[\u0300-\u1fff\u20d0-\u20ff\u2c00-\u30ff\ua000-\uabff\ufb00-\U0010ffff]")
_LINE_BREAKS = re.compile("\r\n?")


def clean_line(text: str, max: int) -> str:
    """A name or a title: one line of at most `max` characters, nothing invisible in it."""
    text = _LINE_BREAKS.sub("\n", str(text))
    text = _INVISIBLE.sub("", _BIDI.sub("", _CONTROLS.sub("", text)))
    text = _bound_marks(unicodedata.normalize("NFC", text))
    return " ".join(text.split())[:max].rstrip()


def clean_text(text: str) -> str:
    """A body: NUL and other controls, bidi overrides and lone surrogates removed; all else stands."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    text = _LINE_BREAKS.sub("\n", text)
    return _bound_marks(_BIDI.sub("", _CONTROLS.sub("", text)))


def _bound_marks(text: str) -> str:
    if text.isascii() or not _MAY_BE_MARK.search(text):
        return text
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks <= MAX_MARKS:
            kept.append(character)
    return "".join(kept)
