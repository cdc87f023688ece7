"""One sentence about one thing, and one about what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

WELL, HINT, UNASKED, ILL = "well", "hint", "could not be asked", "ill"


@dataclass(frozen=True)
class Finding:
    """`state` is one of the words above; only ILL needs somebody."""

    about: str
    state: str
    says: str
    todo: str = ""

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def well(about: str, says: str) -> Finding:
    return Finding(about, WELL, says)


def hint(about: str, says: str, todo: str) -> Finding:
    return Finding(about, HINT, says, todo)


def unasked(about: str, says: str) -> Finding:
    return Finding(about, UNASKED, says)


def ill(about: str, says: str, todo: str) -> Finding:
    return Finding(about, ILL, says, todo)


Check = Callable[[], Iterator[Finding]]


def found_by(about: str, check: Check) -> list[Finding]:
    """What a check finds; one that breaks is a finding itself, and ends no other."""
    try:
        return list(check())
    except Exception as error:
        return [
            ill(
                about,
                _("This could not be looked at (%(error)s: %(words)s).")
                % {"error": type(error).__name__, "words": error},
                _("Is the database there?"),
            )
        ]
