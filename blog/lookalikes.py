"""What is left of a name when all that looks alike is taken for the same.

The letters of other scripts that pass for Latin ones, accents, width, case, circles around letters,
invisible and direction characters are decancer's business; digits and signs that stand for letters
are read in this one module, after it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import decancer_py

# One letter stands for all that a hurried eye takes for it.
_SIGNS = str.maketrans(
    {
        "0": "o",
        "1": "l",
        "i": "l",
        "|": "l",
        "!": "l",
        "3": "e",
        "4": "a",
        "@": "a",
        "5": "s",
        "$": "s",
        "7": "t",
        "8": "b",
    }
)
_PAIRS = (("rn", "m"), ("vv", "w"))  # "Corn" and "Com" fold alike: a needless look by a moderator costs little
_FILLERS = "\u115f\u1160\u3164\uffa0\u2800"  # letters and signs by their class, and nothing to the eye
_UNSEEN = {"Cc", "Cn", "Co", "Cs"}  # direction and joining characters are left to decancer, which obeys them
_WORD = re.compile(r"[^\W_]+")


# What is said beside a name to borrow the weight of the house, in the languages of the people who asked.
_OFFICES = (
    "admin administrator author editor founder host moderator mod official owner staff support team verified webmaster"
    " autor autorin moderatorin redaktion"
)
_LITTLE = "the der die das of site blog your"


def folded(name: str) -> str:
    """The same for names that look alike; empty only for a name of which nothing can be seen."""
    return _joined(words(name))


def passes_for(name: str, person: str, *, username: str = "") -> bool:
    """Would a reader take `name` for this person of the house, with or without an office beside it?

    First and last name together are nobody else's, whatever stands around them; a first name alone may be.
    """
    theirs = folded(person)
    if len(words(person)) > 1 and theirs in folded(name):
        return True
    return _joined(_without_offices(name)) in {theirs, folded(username)} - {""}


def is_an_office(name: str) -> bool:
    """Does a name say nothing but "Admin" or "The Author"?"""
    return bool(words(name)) and not _without_offices(name)


def words(name: str) -> list[str]:
    """The words of a name as an eye reads them: small Latin letters wherever letters pass for them."""
    plain = unicodedata.normalize("NFKC", name)
    visible = "".join(char for char in plain if char not in _FILLERS and unicodedata.category(char) not in _UNSEEN)
    return _WORD.findall(_read(visible).translate(_SIGNS)) or _WORD.findall(visible.casefold())


def _without_offices(name: str) -> list[str]:
    return [word for word in words(name) if word not in _said_of_the_house()]


@cache
def _said_of_the_house() -> frozenset[str]:
    return frozenset(words(_OFFICES) + words(_LITTLE))


def _read(name: str) -> str:
    try:
        return str(decancer_py.parse(name))
    except ValueError:  # what it cannot read it does not fold
        return name.casefold()


def _joined(parts: list[str]) -> str:
    joined = "".join(parts)
    for pair, single in _PAIRS:
        joined = joined.replace(pair, single)
    return joined
