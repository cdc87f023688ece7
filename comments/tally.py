"""Counts of what readers can see, kept in the transaction that changes it.

A root row knows how many shown comments its tree holds; the discussion knows how many comments
and how many roots are shown, and how many of those lie in each run of `RUN` tree numbers. So a
root's number and any page of a discussion are found without a scan. Whoever calls holds the
discussion's row.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db.models import Count, F

from .models import TREE_ID_BITS, Comment, Discussion, Status

RUN = 1024  # tree numbers a run: an offset within one costs under a millisecond
COUNTERS = ["comment_count", "root_count", "shown_roots", "mention_count", "version"]


class Counters(NamedTuple):
    """What a discussion keeps count of."""

    comment_count: int
    root_count: int
    shown_roots: list[int]
    mention_count: int


def run_of(tree_id: int) -> int:
    return (tree_id & ((1 << TREE_ID_BITS) - 1)) // RUN


def run_start(discussion_id: int, run: int) -> int:
    """The lowest tree id of a run."""
    return (discussion_id << TREE_ID_BITS) | (run * RUN)


def change(discussion: Discussion, deltas: Mapping[int, int]) -> None:
    """Add to the shown comments of each tree (`{tree_id: delta}`), and to the discussion."""
    roots = Comment.objects.filter(tree_id__in=deltas, level=0)
    trees_by_delta: dict[int, list[int]] = defaultdict(list)
    for tree_id, before in roots.values_list("tree_id", "tree_shown"):
        delta = deltas[tree_id]
        trees_by_delta[delta].append(tree_id)
        _move_root(discussion, tree_id, bool(before + delta) - bool(before))
    for delta, trees in trees_by_delta.items():
        Comment.objects.filter(tree_id__in=trees, level=0).update(tree_shown=F("tree_shown") + delta)
    discussion.comment_count += sum(deltas.values())
    touch(discussion)


def touch(discussion: Discussion) -> None:
    """Something visible changed: caches, ETags and "new to you" hang on the version."""
    discussion.version += 1
    discussion.save(update_fields=COUNTERS)


def start(discussion: Discussion, comments: Sequence[Comment]) -> None:
    """Count a discussion whose first comments are these: numbered, and about to be stored."""
    shown = Counter(comment.tree_id for comment in comments if comment.is_shown)
    for comment in comments:
        if comment.level == 0:
            comment.tree_shown = shown[comment.tree_id]
    mentions = sum(c.kind == Comment.Kind.MENTION and c.status == Status.APPROVED for c in comments)
    _set_counters(discussion, _counted(shown, mentions))
    touch(discussion)


def recount(discussion: Discussion) -> bool:
    """Count the whole discussion again from its comments. True when a stored count was wrong."""
    shown = _shown_by_tree(discussion)
    wrong = _wrong_roots(discussion, shown)
    if not wrong and _counters(discussion) == _counted(shown, _mentions(discussion)):
        return False
    pks_by_count: dict[int, list[int]] = defaultdict(list)
    for pk, count in wrong.items():
        pks_by_count[count].append(pk)
    for count, pks in pks_by_count.items():
        _set_shown(pks, count)
    _set_counters(discussion, _counted(shown, _mentions(discussion)))
    touch(discussion)
    return True


def count_mentions(discussion: Discussion) -> None:
    """Mentions stand apart: a shown one was added or taken away. `touch()` stores the count."""
    discussion.mention_count = _mentions(discussion)


def is_wrong(discussion: Discussion) -> bool:
    """Does a stored count differ from what the comments say?"""
    shown = _shown_by_tree(discussion)
    return _counters(discussion) != _counted(shown, _mentions(discussion)) or bool(_wrong_roots(discussion, shown))


def _move_root(discussion: Discussion, tree_id: int, step: int) -> None:
    if not step:
        return
    run = run_of(tree_id)
    runs = discussion.shown_roots
    runs.extend([0] * (run + 1 - len(runs)))
    runs[run] += step
    while runs and not runs[-1]:
        runs.pop()
    discussion.root_count += step


def _shown_by_tree(discussion: Discussion) -> Counter[int]:
    rows = Comment.objects.filter(discussion=discussion).shown().order_by().values("tree_id")
    return Counter(dict(rows.annotate(n=Count("pk")).values_list("tree_id", "n")))


def _wrong_roots(discussion: Discussion, shown: Counter[int]) -> dict[int, int]:
    """Roots with a wrong count: key, and the right one."""
    roots = Comment.objects.filter(discussion=discussion, level=0).order_by()
    stored = roots.values_list("pk", "tree_id", "tree_shown")
    return {pk: shown[tree] for pk, tree, count in stored.iterator() if count != shown[tree]}


def _mentions(discussion: Discussion) -> int:
    return Comment.objects.filter(discussion=discussion).shown_mentions().count()


def _counters(discussion: Discussion) -> Counters:
    return Counters(discussion.comment_count, discussion.root_count, discussion.shown_roots, discussion.mention_count)


def _counted(shown: Counter[int], mentions: int) -> Counters:
    runs = Counter(run_of(tree_id) for tree_id in shown)
    shown_roots = [runs[run] for run in range(max(runs) + 1)] if runs else []
    return Counters(shown.total(), len(shown), shown_roots, mentions)


def _set_counters(discussion: Discussion, counters: Counters) -> None:
    for name, value in counters._asdict().items():
        setattr(discussion, name, value)


def _set_shown(pks: list[int], count: int, batch: int = 5000) -> None:
    for start in range(0, len(pks), batch):
        Comment.objects.filter(pk__in=pks[start : start + batch]).update(tree_shown=count)
