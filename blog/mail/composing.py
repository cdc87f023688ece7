"""What a letter of each kind says. The app that owes a kind registers who writes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from blog.mail.models import Letter

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise


@dataclass(frozen=True)
class Draft:
    """`template` names a pair, without `.txt` and `.html`."""

    subject: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


Composer = Callable[[Letter], Draft | None]
_composers: dict[str, Composer] = {}
_words: dict[str, StrOrPromise] = {}


class UnknownKindError(LookupError):
    """Nobody knows how to write letters of this kind."""


def composes(kind: str, words: StrOrPromise = "") -> Callable[[Composer], Composer]:
    """Registers who writes the letters of a kind: a draft, or None for one that has become pointless.

    `words` are the kind's name for the owner.
    """

    def register(composer: Composer) -> Composer:
        _composers[kind] = composer
        _words[kind] = words
        return composer

    return register


def compose(letter: Letter) -> Draft | None:
    """Raises `UnknownKindError`."""
    try:
        composer = _composers[letter.kind]
    except KeyError as error:
        raise UnknownKindError(letter.kind) from error
    return composer(letter)


def words(kind: str) -> str:
    """What the owner calls a kind; one that nobody knows (yet, or any more) goes by its name."""
    return str(_words.get(kind) or kind)
