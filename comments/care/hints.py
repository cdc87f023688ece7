"""Hints: what a writer may not want to make public, found in a text. They are never more than hints."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from .rules import ILLNESS, NEVER, NO_NAMES, RULES, TITLES, Rule

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MOST = 12  # hints at a time: who gets more reads none
SAYS: dict[str, _StrPromise] = {
    "email": gettext_lazy("This seems to contain an e-mail address."),
    "phone": gettext_lazy("This seems to contain a phone number."),
    "address": gettext_lazy("This seems to contain a street address."),
    "name": gettext_lazy("This seems to contain a full name."),
    "illness": gettext_lazy("This seems to tell of another person’s illness."),
}
INSTEAD: dict[str, _StrPromise] = {
    "email": gettext_lazy("[e-mail address]"),
    "phone": gettext_lazy("[phone number]"),
    "address": gettext_lazy("[address]"),
    "illness": gettext_lazy("[illness]"),
}
_QUOTED = re.compile(r"^>.*$", re.MULTILINE)


@dataclass(frozen=True)
class Hint:
    """What was found from `start` to `end` of a text, and what could stand there instead."""

    kind: str
    start: int
    end: int
    words: str
    instead: str

    @property
    def says(self) -> str:
        return str(SAYS[self.kind])

    @property
    def key(self) -> str:
        """Names it in a form: it is found again in the text that comes with it."""
        return f"{self.kind}:{self.words}"


def hints(text: str, known: Collection[str] = ()) -> list[Hint]:
    """In the order of the text, each thing once. `known` are lower-case words of names that are public here."""
    found: dict[str, Hint] = {}
    for hint in _in_order(text, known):
        found.setdefault(hint.key, hint)
    return list(found.values())[:MOST]


def replaced(text: str, key: str, known: Collection[str] = ()) -> str:
    """The text without what `key` names, everywhere it is found; the same text where it is not there (any more)."""
    for hint in reversed(_in_order(text, known)):
        if hint.key == key:
            text = text[: hint.start] + hint.instead + text[hint.end :]
    return text


def names_nobody(words: str, known: Collection[str]) -> bool:
    """Is this of capital letters and yet no private person's name: a place, a day, or somebody who is named here?"""
    parts = [part.lower() for part in re.split(r"[ .]+", words) if part != part.lower()]
    if not NO_NAMES.isdisjoint(parts):
        return True
    return all(part in known or part in TITLES for part in parts)


def _in_order(text: str, known: Collection[str]) -> list[Hint]:
    """All that is found, of what overlaps the first."""
    text = _QUOTED.sub(lambda line: " " * len(line[0]), text)  # somebody else's words, and public already
    found: list[Hint] = []
    for hint in sorted(_all(text, known), key=lambda hint: hint.start):
        if not found or hint.start >= found[-1].end:
            found.append(hint)
    return found


@cache
def _patterns() -> list[tuple[Rule, re.Pattern[str], re.Pattern[str]]]:
    return [(rule, re.compile(rule.pattern), re.compile(rule.unless or NEVER)) for rule in RULES]


def _all(text: str, known: Collection[str]) -> Iterator[Hint]:
    for rule, pattern, unless in _patterns():
        if unless.search(text):
            continue
        for match in pattern.finditer(text):
            if rule.kind == "name" and names_nobody(match[0], known):
                continue
            instead = rule.instead.format(match[0], *match.groups()) if rule.instead else str(INSTEAD[rule.kind])
            yield Hint(rule.kind, *match.span(), match[0], instead)
    yield from _illnesses(re.finditer(ILLNESS, text, re.IGNORECASE))


def _illnesses(matches: Iterable[re.Match[str]]) -> Iterator[Hint]:
    is_of_another = False
    for match in matches:
        relation, _self, illness = match.groups()
        if illness and is_of_another:
            yield Hint("illness", *match.span(), match[0], str(INSTEAD["illness"]))
        elif not illness:
            is_of_another = bool(relation)
