"""What a pattern of words finds, said again in another way: element by element, trying everything, slowly.

A text is a row of words, spaces and single signs; a letter of a script without spaces is a sign. A pattern is the
same, and its words may hold wildcards; it is found where all of its elements stand in a row.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from comments.words.folding import folded

_SPACELESS = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN", "BOPOMOFO", "IDEOGRAPHIC")
RUN = "**"  # a wildcard in a script without spaces: any number of its signs

Row = list[str]


def finds(pattern: str, text: str) -> bool:
    """For patterns without expressions and without escaped stars."""
    wanted = "*".join(folded(piece) for piece in pattern.split("*")).strip()
    while "**" in wanted:
        wanted = wanted.replace("**", "*")
    row, wanted_row = elements(folded(text)), elements(wanted, stars=True)
    return any(_stands(wanted_row, row[start:]) for start in range(len(row) + 1))


def elements(text: str, *, stars: bool = False) -> Row:
    row: Row = []
    in_word = False
    for at, char in enumerate(text):
        kind = _star(text, at) if stars and char == "*" else char
        belongs = is_letter(char) or (stars and kind == "*")
        if belongs and in_word:
            row[-1] += char
        elif not (char.isspace() and row and row[-1] == " "):
            row.append(" " if char.isspace() else kind)
        in_word = belongs
    return row


def _star(text: str, at: int) -> str:
    """Of which kind: the one of the words it touches, unless it touches a script without spaces and no word."""
    around = [text[place] for place in (at - 1, at + 1) if 0 <= place < len(text)]
    touches_spaceless = any(is_spaceless(char) for char in around)
    return RUN if touches_spaceless and not any(is_letter(char) for char in around) else "*"


def _stands(wanted: Row, row: Row) -> bool:
    if not wanted:
        return True
    if wanted[0] == RUN:
        return _stands(wanted[1:], row) or (bool(row) and is_spaceless(row[0][0]) and _stands(wanted, row[1:]))
    if not row:
        return False
    is_same = is_letter(row[0][0]) and glob(wanted[0], row[0]) if is_word(wanted[0]) else wanted[0] == row[0]
    return is_same and _stands(wanted[1:], row[1:])


def is_word(element: str) -> bool:
    return element[0] == "*" or is_letter(element[0])


def glob(wanted: str, word: str) -> bool:
    if not wanted:
        return not word
    if wanted[0] == "*":
        return any(glob(wanted[1:], word[skip:]) for skip in range(len(word) + 1))
    return bool(word) and word[0] == wanted[0] and glob(wanted[1:], word[1:])


@cache
def is_spaceless(char: str) -> bool:
    return unicodedata.name(char, "").startswith(_SPACELESS)


@cache
def is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN" and not is_spaceless(char)
