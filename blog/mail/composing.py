"""What a letter of each kind says. The app that owes a kind registers who writes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from blog.mail.models import Letter


@dataclass(frozen=True)
class Draft:
    """`template` names a pair, without `.txt` and `.html`."""

    subject: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


Composer = Callable[[Letter], Draft | None]
_composers: dict[str, Composer] = {}


class UnknownKindError(LookupError):
    """Nobody knows how to write letters of this kind."""


def composes(kind: str) -> Callable[[Composer], Composer]:
    """Registers who writes the letters of a kind: a draft, or None for one that has become pointless."""

    def register(composer: Composer) -> Composer:
        _composers[kind] = composer
        return composer

    return register


def compose(letter: Letter) -> Draft | None:
    """Raises `UnknownKindError`."""
    try:
        composer = _composers[letter.kind]
    except KeyError as error:
        raise UnknownKindError(letter.kind) from error
    return composer(letter)
