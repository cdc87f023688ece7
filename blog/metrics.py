"""What is counted about requests, comments, mail and trouble: never about a person, and never by address.

Counting costs a microsecond and asks neither database nor cache. Who reads it: `blog.watching`.
"""

from __future__ import annotations

import os
import threading
from bisect import bisect_left
from collections import Counter
from pathlib import Path
from typing import Any, TypeVar

from blog.tallies import Tallies

SECONDS = (
    0.001,
    0.0025,
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1.0,
    2.5,
    10.0,
)  # up to which an answer is "so fast"
MOST_ROUTES = 300  # more than the site has: who hands addresses over as routes fills no memory
OTHER = "(other)"

# Why a request was refused, where nobody says it better.
REFUSALS = {
    400: "bad_request",
    403: "forbidden",
    404: "not_found",
    405: "method",
    408: "slow_body",
    410: "gone",
    413: "too_large",
    429: "too_many",
    503: "unavailable",
}

# What may be counted, and how it is told to who reads the figures.
FAMILIES = {
    "requests_total": "Requests answered, by route and class of status.",
    "refusals_total": "Requests refused, by status and reason.",
    "comments_received_total": "Comments stored one by one, by the status they were given.",
    "decisions_total": "Moves of comments from one status to another.",
    "letters_total": "Letters handed to the mail server, by what came of it.",
    "work_total": "Background work done, by name and result.",
    "database_errors_total": "Errors of the database, by kind. IntegrityError is often foreseen.",
    "errors_total": "Requests that broke, by the kind of error.",
}


class _State:
    """Of this process. A fork begins with an empty one."""

    def __init__(self, directory: Path | None = None, kind: str = "", version: str = "") -> None:
        self.directory, self.kind, self.version = directory, kind, version
        self.lock = threading.Lock()
        self.tallies: Tallies | None = None
        self.places: dict[Any, Any] = {}
        self.routes = 0

    def opened(self) -> Tallies:
        if self.tallies is None:
            self.tallies = Tallies(self.directory, self.kind, self.version)
        return self.tallies


_state = _State()


def configure(directory: Path | None, version: str) -> None:
    """Where the numbers are kept, for all processes of this machine; None: each for itself, in its memory."""
    global _state  # noqa: PLW0603 - one for each process
    _state = _State(directory, _state.kind, version)


def begin(kind: str) -> None:
    """This process is one of that kind ("web", "worker"), and shows itself as such."""
    with _state.lock:
        _state.kind = kind
        if _state.tallies is None:
            _state.opened()


def counted(status: int, route: str, seconds: float, reason: str = "") -> None:
    """A request was answered: with this status, by the page of this name, after so many seconds.

    `route` is a name that stands in the code, never an address. A refusal (4xx, 503) has a reason.
    """
    state = _state
    with state.lock:
        tallies = state.tallies or state.opened()
        asked, bands = state.places.get((status, route, reason)), state.places.get(route)
        if asked is None or bands is None:
            asked, bands = _places_of(state, status, route, reason)
        for place in asked:
            tallies.add(place, 1)
        tallies.add(bands[bisect_left(SECONDS, seconds)], 1)
        tallies.add(bands[-1], seconds)


def count(family: str, amount: float = 1, **labels: str) -> None:
    """One more of a kind that `FAMILIES` names. Labels are words that stand in the code."""
    state = _state
    with state.lock:
        tallies = state.tallies or state.opened()
        known = (family, *labels.values())
        place = state.places.get(known)
        if place is None:
            if family not in FAMILIES:
                raise KeyError(family)
            place = state.places[known] = tallies.place(series(family, **labels))
        tallies.add(place, amount)


Response = TypeVar("Response")


def because(response: Response, reason: str) -> Response:
    """Say why this answer is a refusal, where its status alone says too little: a word that stands in the code."""
    response.refused_for = reason  # type: ignore[attr-defined]
    return response


def reason_of(response: object) -> str:
    return getattr(response, "refused_for", "")


def count_database_error(error: Exception) -> None:
    """Once, however many hands it goes through."""
    if not getattr(error, "is_counted", False):
        error.is_counted = True  # type: ignore[attr-defined]
        count("database_errors_total", kind=type(error).__name__)


def sums() -> Counter[str]:
    """All numbers by their names, of all processes of this machine."""
    with _state.lock:
        return _state.opened().sums()


def tallies() -> Tallies:
    with _state.lock:
        return _state.opened()


def series(family: str, **labels: str) -> str:
    said = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"colloquy_{family}{{{said}}}" if said else f"colloquy_{family}"


def in_bands(route: str, numbers: Counter[str]) -> list[str]:
    """The lines about how fast a route answers; each band holds all that was faster."""
    lines, total = [], 0.0
    for edge in (*SECONDS, "+Inf"):
        name = series("request_seconds_bucket", route=route, le=str(edge))
        total += numbers[name]
        lines.append(f"{name} {total:.17g}")
    lines.append(f"{series('request_seconds_count', route=route)} {total:.17g}")
    name = series("request_seconds_sum", route=route)
    return [*lines, f"{name} {numbers[name]:.17g}"]


def _places_of(state: _State, status: int, route: str, reason: str) -> tuple[list[int], list[int]]:
    if route not in state.places:
        if state.routes >= MOST_ROUTES and route != OTHER:
            return _places_of(state, status, OTHER, reason)
        state.routes += 1
        state.places[route] = _bands_of(state.opened(), route)
    names = [series("requests_total", route=route, status=f"{status // 100}xx")]
    if 400 <= status < 500 or status == 503:
        names.append(series("refusals_total", status=str(status), reason=reason or REFUSALS.get(status, "other")))
    asked = [state.opened().place(name) for name in names]
    state.places[status, route, reason] = asked
    return asked, state.places[route]


def _bands_of(tallies: Tallies, route: str) -> list[int]:
    names = [series("request_seconds_bucket", route=route, le=str(edge)) for edge in (*SECONDS, "+Inf")]
    return [tallies.place(name) for name in [*names, series("request_seconds_sum", route=route)]]


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _after_fork() -> None:
    global _state  # noqa: PLW0603
    before = _state
    _state = _State(before.directory, before.kind, before.version)
    if before.tallies is not None:
        before.tallies.abandon()


os.register_at_fork(after_in_child=_after_fork)
