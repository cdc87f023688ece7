"""From "answers number so-and-so" to trees: which parents hold, who becomes a root, what hangs at the cap.

Works on plain numbers: the trees of a file of any size are settled before one comment is stored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class Why(StrEnum):
    """Why a comment does not hang where the file says."""

    SELF = "self"
    CIRCLE = "circle"
    MISSING = "missing"
    FOREIGN = "foreign"
    MENTION = "mention"
    DEEP = "deep"


@dataclass(frozen=True)
class Settled(Generic[Key]):
    parents: Mapping[Key, Key | None]
    moved: Mapping[Key, Why]


def settle(
    wanted: Mapping[Key, Key | None], levels: Mapping[Key, int], above: Mapping[Key, Key | None], cap: int
) -> Settled[Key]:
    """`wanted` are the new nodes and whom they answer: another new one or a stored one.

    `levels` and `above` are the level and the parent of the stored nodes. No node ends up at `cap` or deeper.
    """
    parents: dict[Key, Key | None] = dict(wanted)
    moved: dict[Key, Why] = {}
    for node in _in_circles(parents):
        parents[node] = None
        moved[node] = Why.CIRCLE
    level = dict(levels)
    for node in _parents_first(parents):
        parent = parents[node]
        if parent is not None and level[parent] + 1 >= cap:
            parents[node] = parent = parents[parent] if parent in parents else above[parent]
            moved[node] = Why.DEEP
        level[node] = 0 if parent is None else level[parent] + 1
    return Settled(parents, moved)


def _in_circles(parents: Mapping[Key, Key | None]) -> Iterator[Key]:
    """The nodes that are their own ancestors; those that merely hang below a circle are not."""
    walked: set[Key] = set()
    for start in parents:
        path: dict[Key, None] = {}
        node: Key | None = start
        while node is not None and node not in walked and node not in path:
            path[node] = None
            node = parents.get(node)
        if node is not None and node in path:
            steps = list(path)
            yield from steps[steps.index(node) :]
        walked.update(path)


def _parents_first(parents: Mapping[Key, Key | None]) -> Iterator[Key]:
    children: dict[Key | None, list[Key]] = defaultdict(list)
    for node, parent in parents.items():
        children[parent if parent in parents else None].append(node)
    ready = children.pop(None, [])
    while ready:
        node = ready.pop()
        yield node
        ready.extend(children.pop(node, []))
