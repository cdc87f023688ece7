"""What is left of a name when all that looks alike is taken for the same.

The letters of other scripts that pass for Latin ones, accents, width, circles around letters,
invisible and direction characters are decancer's business; digits and signs that stand for letters
are read in this one module, after it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import decancer_py

LONGEST = 245  # characters of a name that are looked at, and of what is left of it
# One letter stands for all that a hurried eye takes for it.
_SIGNS = {"0": "o", "1": "l", "i": "l", "|": "l", "!": "l", "3": "e", "4": "a", "@": "a", "5": "s", "$": "s"}
_SIGNS |= {"6": "g", "7": "t", "8": "b", "9": "g"}
_LETTERS = str.maketrans(_SIGNS)
_PAIRS = (("rn", "m"), ("vv", "w"))  # "Corn" and "Com" fold alike: a needless look by a moderator costs little
_DRAWN = (("\\/", "v"), ("∀", "a"), ("Ɐ", "a"), ("ß", "ss"), ("ẞ", "ss"))  # what decancer reads as something else
_FILLERS = "\u115f\u1160\u3164\uffa0\u2800"  # letters and signs by their class, and nothing to the eye
_UNSEEN = {"Cc", "Cn", "Co", "Cs"}  # direction and joining characters are left to decancer, which obeys them
_WORD = re.compile(r"[^\W_]+")
# What is said beside a name to borrow the weight of the house, in the languages of the people who asked.
_OFFICES = (
    "admin administrator author editor founder host moderator mod official owner staff support team verified webmaster"
    " autor autorin moderatorin redaktion auteur modérateur administrateur autore moderatore amministratore moderador"
    " administrador админ администратор автор модератор"
    " moderators moderation editors authors administration management system redactie"
)
_LITTLE = "the der die das le la el of site blog your real true only one"


def folded(name: str) -> str:
    """The same for names that look alike; empty only for a name of which nothing can be seen."""
    return _joined(words(name))


@lru_cache(maxsize=4096)
def spellings(name: str) -> frozenset[str]:
    """Every folding that this name is to be compared by.

    Capitals of other scripts look like other letters than their small ones; signs around a name may be read as letters.
    """
    bare = "".join(" " if unicodedata.category(char)[0] in "PS" else char for char in name)
    forms = {name, name.lower(), name.upper(), name.title(), bare}
    return frozenset(folded(form) for form in forms) - {""}


@lru_cache(maxsize=4096)
def passes_for(name: str, person: str, *, username: str = "") -> bool:
    """Would a reader take `name` for this person of the house, with or without an office beside it?

    First and last name together are nobody else's, in either order and whatever stands around them; a first
    name alone may be, but not with an office.
    """
    theirs, said = _words_of(person), _words_of(name)
    if len(theirs) > 1 and (_stand_in(theirs, said) or sorted(theirs) == sorted(said)):
        return True
    if _names_an_office(said) and _beside_offices(said) in [[word] for word in theirs]:
        return True
    wanted = spellings(person) | spellings(username)
    return any(form in wanted or _has_office_glued_on(form, wanted) for form in _without_offices(name))


@lru_cache(maxsize=4096)
def is_an_office(name: str) -> bool:
    """Does a name say nothing but "Admin" or "The Author"? "Das" and "Le" are people."""
    said = _words_of(name)
    return _names_an_office(said) and not _beside_offices(said)


def words(name: str) -> list[str]:
    """The words of a name as an eye reads them: small Latin letters wherever letters pass for them."""
    plain = unicodedata.normalize("NFKC", name[:LONGEST])[:LONGEST]
    visible = "".join(char for char in plain if char not in _FILLERS and unicodedata.category(char) not in _UNSEEN)
    for drawn, letter in _DRAWN:
        visible = visible.replace(drawn, letter)
    return _WORD.findall(_read(visible).translate(_LETTERS)) or _WORD.findall(visible.casefold())


def _words_of(name: str) -> list[str]:
    return [_joined([word]) for word in words(name)]


def _stand_in(few: list[str], many: list[str]) -> bool:
    """Do these words stand in those, side by side?"""
    return any(many[start : start + len(few)] == few for start in range(len(many) - len(few) + 1))


def _without_offices(name: str) -> set[str]:
    forms = (name, "".join(" " if unicodedata.category(char)[0] in "PS" else char for char in name))
    kept = {_joined([word for word in words(form) if word not in _said_of_the_house()]) for form in forms}
    return (kept | spellings(name)) - {""}


def _has_office_glued_on(form: str, wanted: frozenset[str]) -> bool:
    around = {form.removeprefix(one) for one in wanted if form.startswith(one)}
    around |= {form.removesuffix(one) for one in wanted if form.endswith(one)}
    return any(rest in _offices() for rest in around)


def _names_an_office(said: list[str]) -> bool:
    return not _offices().isdisjoint(said)


def _beside_offices(said: list[str]) -> list[str]:
    """What is left without offices, little words, and single letters such as a tick is read as."""
    return [word for word in said if word not in _said_of_the_house() and len(word) > 1]


@cache
def _offices() -> frozenset[str]:
    """Word by word: together they are longer than any name that is looked at."""
    return frozenset(word for office in _OFFICES.split() for word in _words_of(office))


@cache
def _said_of_the_house() -> frozenset[str]:
    return _offices() | frozenset(_words_of(_LITTLE))


def _read(name: str) -> str:
    letters = [char for char in name if char.isalpha()]
    if letters and all(unicodedata.bidirectional(char) in {"R", "AL"} for char in letters):
        return name  # Hebrew and Arabic names, which decancer would take apart, pass for no Latin one
    try:
        return str(decancer_py.parse(name))
    except ValueError:  # what it cannot read it does not fold
        return name.casefold()


def _joined(parts: list[str]) -> str:
    joined = "".join(parts)
    for pair, single in _PAIRS:
        joined = joined.replace(pair, single)
    return joined[:LONGEST]
