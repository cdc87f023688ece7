"""Regular expressions between slashes, for an engine whose time grows with the text and with nothing else (RE2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import re2
from django.utils.translation import gettext as _

from comments.words.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from re2 import _Regexp

# Steps of the engine: an upper bound of what each character of a text made to be slow costs. Beyond the first
# a long comment takes a second; classes of letters are many steps, of which few are at work at a time.
MAX_STEPS = 500
MAX_STEPS_WITH_CLASSES = 5_000
_BEGINNING = "(?m)"  # "^" and "$" stand for the ends of a line, and so of one host among several

# What the engine's messages begin with. It names the piece of the source it stumbled over, not its place.
_LOOKING_AROUND = ("(?=", "(?!", "(?<")
_TOLD = re.compile(r"(?P<what>[^:]+?)(?:: (?P<piece>.*))?", re.DOTALL)


def options(*, ignores_case: bool = False) -> re2.Options:
    chosen = re2.Options()
    chosen.log_errors = False
    chosen.never_capture = True
    chosen.case_sensitive = not ignores_case
    return chosen


def compiled(source: str) -> _Regexp:
    """Raises `Refused`; places are counted with the slash before the source."""
    try:
        found = re2.compile(_BEGINNING + source, options(ignores_case=True))
    except re2.error as error:
        raise _refusal(source, error.args[0]) from None
    if found.programsize > MAX_STEPS_WITH_CLASSES or _steps(source) > MAX_STEPS:
        raise Refused(_too_large(), "large")
    if found.search("") is not None:
        raise Refused(_("It matches the empty text, and so every text."), "empty")
    _refuse_blind_boundaries(source)
    return found


def _refusal(source: str, told: bytes | str) -> Refused:
    message = told.decode("utf-8", "replace") if isinstance(told, bytes) else told
    match = _TOLD.fullmatch(message)
    what, piece = (match["what"], match["piece"] or "") if match else (message, "")
    if what in {"missing )", "unexpected )"}:
        return _of_parentheses(source)
    if what.startswith("pattern too large"):
        return Refused(_too_large(), "large")
    return Refused(_reason(what, piece), "expression", _place(source, what, piece) + 2)


def _place(source: str, what: str, piece: str) -> int:
    if what == "trailing \\":
        return len(source) - 1
    if piece == "(?P":  # the beginning of what may also be a name
        return re.sub(r"\(\?P<", "....", source).find(piece)
    last = what in {"missing ]", "invalid repetition size"}  # of nested repetitions the outermost is too much
    return max(source.rfind(piece) if last else source.find(piece), 0)


def _too_large() -> str:
    return _("Written out, it is too large. Repeat fewer times, or smaller things.")


def _reason(what: str, piece: str) -> str:
    if what == "invalid escape sequence" and piece[1:2].isdigit():
        return _("“%(piece)s” points back at what was found before. Such back-references are not possible.") % {
            "piece": piece
        }
    if what == "invalid perl operator" and piece.startswith(_LOOKING_AROUND):
        return _("“%(piece)s” looks ahead or behind. That is not possible.") % {"piece": piece}
    sentences = {
        "missing ]": _("The bracket that opens here is not closed."),
        "trailing \\": _("The backslash at the end has nothing to stand before."),
        "no argument for repetition operator": _("“%(piece)s” has nothing before it to repeat."),
        "bad repetition operator": _("“%(piece)s” repeats a repetition."),
        "invalid repetition size": _("“%(piece)s” repeats too often, or its numbers are in the wrong order."),
        "invalid character class range": _("“%(piece)s” is no range: its ends are in the wrong order."),
        "invalid escape sequence": _("“%(piece)s” means nothing. Leave the backslash out."),
        "invalid perl operator": _("“%(piece)s” is not understood. Write “(” alone."),
        "invalid named capture group": _("“%(piece)s” is no name of a group."),
    }
    return sentences.get(what, _("“%(piece)s” is not understood.")) % {"piece": piece}


def _of_parentheses(source: str) -> Refused:
    opened: list[int] = []
    for at, char in _signs(source):
        if char == "(":
            opened.append(at)
        elif char == ")" and not opened:
            return Refused(_("The parenthesis that closes here was never opened."), "expression", at + 2)
        elif char == ")":
            opened.pop()
    at = opened[-1] if opened else 0
    return Refused(_("The parenthesis that opens here is not closed."), "expression", at + 2)


def _refuse_blind_boundaries(source: str) -> None:
    r"""`\b` knows the letters a to z only: beside another letter it would stand for something else."""
    for match in re.finditer(r"(?<!\\)(?:\\\\)*(\\[bB])", source):
        around = source[max(match.start(1) - 1, 0) : match.start(1)] + source[match.end() : match.end() + 1]
        if any(char.isalpha() and not char.isascii() for char in around):
            reason = _(r"“\b” knows only the letters a to z. Beside other letters, write a word without slashes.")
            raise Refused(reason, "expression", match.start(1) + 2)


def _steps(source: str) -> int:
    """How many steps it has, any class of letters counted as one letter."""
    without = _SIGN.sub(lambda match: "a" if match.lastgroup else match[0], source)
    return re2.compile(without, options()).programsize


_SIGN = re.compile(r"(?P<class>\\[pP](?:\{[^}]*\}|.)|\\[dDsSwW]|\[\^?\]?(?:\\.|[^\]\\])*\]|\.)|\\.|.", re.DOTALL)


def _signs(source: str) -> Iterator[tuple[int, str]]:
    """What is a sign of the language: nothing behind a backslash, nothing in brackets."""
    for match in _SIGN.finditer(source):
        if len(match[0]) == 1:
            yield match.start(), match[0]
