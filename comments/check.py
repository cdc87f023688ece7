"""Finding and mending damaged trees and counts.

mptt's own `rebuild()` is all or nothing, recurses, and takes over a minute for 100,000 comments;
this one reads a tree at a time and rewrites only the rows that are wrong, under the lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, Max, Q

from . import tally
from .models import TREE_ID_BITS, Comment, Discussion
from .tree import BATCH, TREE_FIELDS, Place, lock, locked, number

ROUNDS = 3  # a tree that two discussions claim is mended in one and then in the other


class Node(NamedTuple):
    pk: int
    parent_id: int | None
    discussion_id: int
    tree_id: int
    lft: int
    rght: int
    level: int


@dataclass(frozen=True)
class Fault:
    discussion_id: int
    tree_id: int
    what: str


@dataclass(frozen=True)
class Damage:
    """All that is wrong: damaged trees, and discussions whose counts are not what their comments say."""

    faults: tuple[Fault, ...]
    miscounted: tuple[int, ...]

    def __bool__(self) -> bool:
        return bool(self.faults or self.miscounted)

    def __str__(self) -> str:
        trees, discussions = len({fault.tree_id for fault in self.faults}), len(self.miscounted)
        return f"{_many(trees, 'damaged thread')}, wrong counts in {_many(discussions, 'discussion')}"

    def told(self) -> dict[str, Any]:
        return asdict(self)


def damage() -> Damage:
    return Damage(tuple(faults()), tuple(miscounted()))


def faults() -> Iterator[Fault]:
    """Every tree whose fields contradict its parent pointers, read one tree at a time."""
    rows = Comment.objects.order_by("tree_id", "lft", "pk").values_list(*Node._fields).iterator(BATCH)
    for tree_id, nodes in groupby(map(Node._make, rows), key=lambda node: node.tree_id):
        tree = list(nodes)
        for what in _faults_of_tree(tree_id, tree):
            yield Fault(tree[0].discussion_id, tree_id, what)


def repair(discussion_id: int) -> int:
    """Number a discussion's trees anew from the parent pointers, and count it again.

    Returns how many comments were wrong. Order is kept: by the old left edge, then by key.
    """
    with locked(discussion_id) as discussion:
        rows = Comment.objects.filter(discussion=discussion).only("parent_id", *TREE_FIELDS)
        comments = list(rows.order_by("tree_id", "lft", "pk"))
        before = {c.pk: _fields(c) for c in comments}
        _cut_strangers(comments)
        _cut_circles(comments)
        _place_all(comments, discussion)
        wrong = [c for c in comments if before[c.pk] != _fields(c)]
        # Roots last: a reply that pretends to be one may hold the number that is the root's.
        for some in ([c for c in wrong if c.level], [c for c in wrong if not c.level]):
            Comment.objects.bulk_update(some, [*TREE_FIELDS, "parent"], batch_size=BATCH)
        tally.recount(discussion)
    return len(wrong)


def miscounted() -> list[int]:
    """Discussions whose stored counts differ from their comments; nothing is changed."""
    suspects = [discussion.pk for discussion in Discussion.objects.order_by("pk") if tally.is_wrong(discussion)]
    return [pk for pk in suspects if _is_wrong(pk)]


def repair_all() -> int:
    """Mend every damaged discussion; returns how many comments were wrong. See `faults` for what is left."""
    wrong = len(_bring_home())
    for _round in range(ROUNDS):
        damaged = {fault.discussion_id for fault in faults()} | set(miscounted())
        wrong += sum(repair(pk) for pk in sorted(damaged))
        if not damaged:
            break
    return wrong


def recount_all() -> int:
    """Count every discussion again; returns how many had a wrong count."""
    wrong = 0
    for pk in Discussion.objects.order_by("pk").values_list("pk", flat=True):
        with locked(pk) as discussion:
            wrong += tally.recount(discussion)
    return wrong


def _faults_of_tree(tree_id: int, nodes: list[Node]) -> Iterator[str]:
    roots = [node for node in nodes if node.parent_id is None]
    if len(roots) != 1:
        yield f"has {len(roots)} roots"
    if sorted(edge for node in nodes for edge in (node.lft, node.rght)) != list(range(1, 2 * len(nodes) + 1)):
        yield "has edges that are not 1 to 2n"
    if any(node.discussion_id != tree_id >> TREE_ID_BITS for node in nodes):
        yield "is numbered for another discussion"
    yield from _faults_of_nodes(nodes)


def _faults_of_nodes(nodes: list[Node]) -> Iterator[str]:
    by_pk = {node.pk: node for node in nodes}
    for node in nodes:
        parent = by_pk.get(node.parent_id) if node.parent_id else None
        if node.parent_id is None:
            if node.level != 0:
                yield f"has its root {node.pk} at level {node.level}"
        elif parent is None:
            yield f"lacks the parent of {node.pk}"
        elif not (parent.lft < node.lft < node.rght < parent.rght):
            yield f"has {node.pk} outside its parent"
        elif node.level != parent.level + 1:
            yield f"has {node.pk} at level {node.level}, its parent at {parent.level}"


def _range(discussion_id: int) -> tuple[int, int]:
    return discussion_id << TREE_ID_BITS, ((discussion_id + 1) << TREE_ID_BITS) - 1


def _bring_home() -> list[int]:
    """Comments under another discussion than their tree id and a neighbour in the tree say go back there."""
    first, beyond = F("discussion_id") * (1 << TREE_ID_BITS), (F("discussion_id") + 1) * (1 << TREE_ID_BITS)
    strays = Comment.objects.filter(Q(tree_id__lt=first) | Q(tree_id__gte=beyond)).order_by("pk")
    moved = []
    for pk, parent_id, tree_id, away in list(strays.values_list("pk", "parent_id", "tree_id", "discussion_id")):
        home = tree_id >> TREE_ID_BITS
        neighbours = Comment.objects.filter(Q(pk=parent_id) | Q(parent_id=pk), discussion=home, tree_id=tree_id)
        with transaction.atomic():
            if neighbours.exists():
                for discussion in [lock(key) for key in sorted({home, away})]:
                    Comment.objects.filter(pk=pk, discussion=away).update(discussion=home)
                    tally.recount(discussion)
                moved.append(pk)
    return moved


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _is_wrong(discussion_id: int) -> bool:
    """Look again under the lock: on a site in use a comment may have come between the two readings."""
    with locked(discussion_id) as discussion:
        return tally.is_wrong(discussion)


def _fields(comment: Comment) -> tuple[int | None, int, int, int, int]:
    return comment.parent_id, comment.tree_id, comment.lft, comment.rght, comment.level


def _cut_strangers(comments: list[Comment]) -> None:
    """A comment that answers what is not in its discussion becomes a root."""
    ours = {comment.pk for comment in comments}
    for comment in comments:
        if comment.parent_id not in ours:
            comment.parent_id = None


def _cut_circles(comments: list[Comment]) -> None:
    """A comment that answers itself, at whatever remove, becomes a root."""
    by_pk = {comment.pk: comment for comment in comments}
    sound: set[int] = set()
    for comment in comments:
        path: list[Comment] = []
        step: Comment | None = comment
        while step is not None and step.pk not in sound and step not in path:
            path.append(step)
            step = by_pk.get(step.parent_id or 0)
        if step is not None and step.pk not in sound:
            step.parent_id = None
        sound.update(c.pk for c in path)


def _place_all(comments: list[Comment], discussion: Discussion) -> None:
    index = {comment.pk: i for i, comment in enumerate(comments)}
    places = number([index.get(c.parent_id or 0) for c in comments])
    trees = dict(_tree_ids(comments, discussion))
    for comment, place in zip(comments, places, strict=True):
        comment.lft, comment.rght, comment.level = Place(*place)
    for comment in sorted(comments, key=lambda c: c.level):
        comment.tree_id = trees[comment.pk] = trees.get(comment.pk) or trees[comment.parent_id or 0]


def _tree_ids(comments: Iterable[Comment], discussion: Discussion) -> Iterator[tuple[int, int]]:
    """Each root keeps its tree id where it is its own and names this discussion; else a new one."""
    named_for_us = Comment.objects.filter(tree_id__range=_range(discussion.pk)).order_by()
    highest = named_for_us.aggregate(highest=Max("tree_id"))["highest"] or 0
    discussion.roots_issued = max(discussion.roots_issued, highest & ((1 << TREE_ID_BITS) - 1))
    elsewhere = named_for_us.filter(level=0).exclude(discussion=discussion)
    taken = set(elsewhere.values_list("tree_id", flat=True))
    for root in (c for c in comments if c.parent_id is None):
        tree_id = root.tree_id
        if tree_id in taken or tree_id >> TREE_ID_BITS != discussion.pk:
            discussion.roots_issued += 1
            tree_id = (discussion.pk << TREE_ID_BITS) | discussion.roots_issued
        taken.add(tree_id)
        yield root.pk, tree_id
    discussion.save(update_fields=["roots_issued"])
