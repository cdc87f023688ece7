"""The roots that readers see of a discussion: by their place, by their number, and those pinned to the beginning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from blog.prepared import Given, Question

from .models import Comment, CommentQuerySet, Discussion
from .rows import Row
from .tally import RUN, run_of, run_start

PLACES = 128  # beginnings of pages whose question is kept: the first few of a discussion are asked for most


class Root(NamedTuple):
    pk: int
    tree_id: int
    rght: int
    tree_shown: int

    @property
    def nodes(self) -> int:
        return self.rght // 2


class OnPage(NamedTuple):
    """The roots of one page, in the order they stand; numbered where that is not their own."""

    roots: list[Root]
    numbers: dict[int, int]
    pinned: frozenset[int] = frozenset()

    def arrange(self, rows: list[Row]) -> list[Row]:
        """Whole threads: those that are pinned first, the rest as they are."""
        if self.pinned:
            place = {root.tree_id: index for index, root in enumerate(self.roots) if root.pk in self.pinned}
            rows.sort(key=lambda row: place.get(row.tree_id, len(place)))
        return rows

    def number(self, rows: Iterable[Row]) -> None:
        for row in rows:
            if row.pk in self.numbers:
                row.number, row.is_pinned = self.numbers[row.pk], row.pk in self.pinned


def by_place(discussion: Discussion, offset: int, limit: int) -> list[Root]:
    """Shown roots, found through the runs: an offset never passes one run."""
    first = 0
    for run, count in enumerate(discussion.shown_roots):
        if offset < count:
            first = run_start(discussion.pk, run)
            break
        offset -= count
    return [Root(*row) for row in _from_place(offset, limit).all(discussion=discussion.pk, first=first)]


def on_page(discussion: Discussion, found: Sequence[Root], number: int, first: int) -> OnPage:
    """What a page shows of the roots that have their place there: those that are pinned stand on the first page only."""
    if not discussion.pinned:
        return OnPage(list(found), {})
    pinned = _pinned(discussion)
    keys = {root.pk for root, _number in pinned}
    numbers = {root.pk: first + index for index, root in enumerate(found) if root.pk not in keys}
    rest = [root for root in found if root.pk not in keys]
    if number > 1:
        return OnPage(rest, numbers)
    return OnPage([root for root, _n in pinned] + rest, numbers | {root.pk: n for root, n in pinned}, frozenset(keys))


def numbers(pks: Iterable[int]) -> dict[int, int]:
    """The numbers of shown roots by key, each counted within its own run."""
    roots = Comment.objects.filter(pk__in=list(pks), level=0).annotate(before=_before())
    found = roots.order_by().values_list("pk", "tree_id", "before", "discussion__shown_roots")
    return {pk: sum(runs[: run_of(tree_id)]) + before + 1 for pk, tree_id, before, runs in found}


def shown() -> CommentQuerySet:
    return Comment.objects.filter(level=0, tree_shown__gt=0).order_by("tree_id").values_list(*Root._fields)


@lru_cache(maxsize=PLACES)
def _from_place(offset: int, limit: int) -> Question:
    return Question(
        lambda: shown().filter(discussion_id=Given("discussion"), tree_id__gte=Given("first"))[offset : offset + limit]
    )


def _pinned(discussion: Discussion) -> list[tuple[Root, int]]:
    """The pinned roots that show anything, with their numbers, in the order they were pinned."""
    rows = Comment.objects.filter(discussion=discussion.pk, pk__in=discussion.pinned, level=0, tree_shown__gt=0)
    found = {}
    for *values, before in rows.annotate(before=_before()).order_by().values_list(*Root._fields, "before"):
        root = Root(*values)
        found[root.pk] = root, sum(discussion.shown_roots[: run_of(root.tree_id)]) + before + 1
    return [found[pk] for pk in discussion.pinned if pk in found]


def _before() -> Coalesce:
    """How many shown roots of its run stand before one."""
    earlier = Comment.objects.filter(
        discussion=OuterRef("discussion"),
        level=0,
        tree_shown__gt=0,
        tree_id__gte=OuterRef("tree_id") - OuterRef("tree_id").bitand(RUN - 1),
        tree_id__lt=OuterRef("tree_id"),
    )
    return Coalesce(Subquery(earlier.order_by().values("discussion").annotate(n=Count("pk")).values("n")), 0)
