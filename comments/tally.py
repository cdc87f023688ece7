"""Counts of what readers can see, kept in the transaction that changes it.

A root row knows how many shown comments its tree holds, and how many of them staff wrote; the
discussion knows how many comments, words and roots are shown, and how many of the roots lie in each
run of `RUN` tree numbers. So a root's number and any page of a discussion are found without a scan.
Whoever calls holds the discussion's row.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from django.db.models import Count, F, IntegerField, Q, Sum

from blog.prepared import Change, Given, Question

from . import awaiting, resting
from .models import TREE_ID_BITS, Comment, Discussion, Status

RUN = 1024  # tree numbers a run: an offset within one costs under a millisecond
COUNTERS = ["comment_count", "root_count", "shown_roots", "mention_count", "word_count", "roots_issued", "version"]

_ROOT = Question(
    lambda: Comment.objects.filter(tree_id=Given("tree_id"), level=0).order_by().values_list("tree_shown", flat=True)
)
_COUNT = Change(
    lambda: Comment.objects.filter(tree_id=Given("tree_id"), level=0),
    tree_shown=F("tree_shown") + Given("shown", IntegerField()),
    tree_staff=F("tree_staff") + Given("staff", IntegerField()),
)
_TOUCH = Change(
    lambda: Discussion.objects.filter(pk=Given("pk")),
    **{name: Given(name, Discussion._meta.get_field(name)) for name in COUNTERS},
)

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value", bound=Hashable)


class Counters(NamedTuple):
    """What a discussion keeps count of."""

    comment_count: int
    root_count: int
    shown_roots: list[int]
    mention_count: int
    word_count: int


class TreeCount(NamedTuple):
    """What a root keeps count of: shown comments in its tree, and those of them by staff."""

    shown: int = 0
    staff: int = 0


def run_of(tree_id: int) -> int:
    return (tree_id & ((1 << TREE_ID_BITS) - 1)) // RUN


def run_start(discussion_id: int, run: int) -> int:
    """The lowest tree id of a run."""
    return (discussion_id << TREE_ID_BITS) | (run * RUN)


def last_tree(discussion: Discussion) -> int:
    """The tree id that was given last, to a root that may be hidden or gone."""
    return (discussion.pk << TREE_ID_BITS) | discussion.roots_issued


def change(discussion: Discussion, moves: Sequence[tuple[Comment, int]]) -> None:
    """Comments came onto the page (1) or went off it (-1)."""
    deltas = _deltas(moves)
    if len(deltas) == 1:
        _count_one(discussion, *next(iter(deltas.items())))
    else:
        _count_many(discussion, deltas)
    discussion.comment_count += sum(step for _comment, step in moves)
    discussion.word_count += sum(step * comment.word_count for comment, step in moves)
    awaiting.settle(discussion, deltas)
    touch(discussion)


def begin(discussion: Discussion, root: Comment) -> None:
    """`change()` for a new thread whose first word is shown from the beginning: its own row knows that already."""
    _move_root(discussion, root.tree_id, 1)
    discussion.comment_count += 1
    discussion.word_count += root.word_count
    awaiting.begin(discussion, root)
    touch(discussion)


def reply(discussion: Discussion, comment: Comment, *, is_first: bool) -> None:
    """`change()` for a new reply, which its root counts already; `is_first`: of what is shown in its thread."""
    _move_root(discussion, comment.tree_id, int(is_first))
    discussion.comment_count += 1
    discussion.word_count += comment.word_count
    awaiting.go_on(discussion, comment)
    touch(discussion)


def _count_one(discussion: Discussion, tree_id: int, delta: TreeCount) -> None:
    for before in _ROOT.all(tree_id=tree_id):
        _move_root(discussion, tree_id, bool(before + delta.shown) - bool(before))
    _COUNT.make(tree_id=tree_id, shown=delta.shown, staff=delta.staff)


def _count_many(discussion: Discussion, deltas: Mapping[int, TreeCount]) -> None:
    for tree_id, before in Comment.objects.filter(tree_id__in=deltas, level=0).values_list("tree_id", "tree_shown"):
        _move_root(discussion, tree_id, bool(before + deltas[tree_id].shown) - bool(before))
    for delta, trees in _by_value(deltas).items():
        roots = Comment.objects.filter(tree_id__in=trees, level=0)
        roots.update(tree_shown=F("tree_shown") + delta.shown, tree_staff=F("tree_staff") + delta.staff)


def touch(discussion: Discussion) -> None:
    """Something visible changed: caches, ETags and "new to you" hang on the version."""
    discussion.version += 1
    _TOUCH.make(pk=discussion.pk, **{name: getattr(discussion, name) for name in COUNTERS})
    resting.changed(discussion)


def touch_all() -> None:
    """Every discussion may look different now. The rows are taken in the order that all writers take them."""
    list(Discussion.objects.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    Discussion.objects.update(version=F("version") + 1)


def start(discussion: Discussion, comments: Sequence[Comment]) -> None:
    """Count a discussion whose first comments are these: numbered, and about to be stored.

    Their words are counted by whoever stores them: the texts may not be there yet.
    """
    trees = _deltas([(comment, 1) for comment in comments if comment.is_shown])
    for comment in comments:
        if comment.level == 0:
            comment.tree_shown, comment.tree_staff = trees.get(comment.tree_id, TreeCount())
    mentions = sum(c.kind == Comment.Kind.MENTION and c.status == Status.APPROVED for c in comments)
    _set_counters(discussion, _counted(trees, mentions, 0))
    touch(discussion)


def recount(discussion: Discussion) -> bool:
    """Count the whole discussion again from its comments. True when a stored count was wrong."""
    trees = _shown_by_tree(discussion)
    wrong = _wrong_roots(discussion, trees)
    right = _counted(trees, _mentions(discussion), _words(discussion))
    for count, pks in _by_value(wrong).items():
        _set_root(pks, count)
    was_unsettled = awaiting.settle_all(discussion)  # reads what roots keep, so it comes after them
    if not wrong and not was_unsettled and _counters(discussion) == right:
        return False
    _set_counters(discussion, right)
    touch(discussion)
    return True


def count_mentions(discussion: Discussion) -> None:
    """Mentions stand apart: a shown one was added or taken away. `touch()` stores the count."""
    discussion.mention_count = _mentions(discussion)


def is_wrong(discussion: Discussion) -> bool:
    """Does a stored count differ from what the comments say?"""
    trees = _shown_by_tree(discussion)
    right = _counted(trees, _mentions(discussion), _words(discussion))
    miscounted = _counters(discussion) != right or bool(_wrong_roots(discussion, trees))
    return miscounted or awaiting.is_wrong(discussion)


def _deltas(moves: Iterable[tuple[Comment, int]]) -> dict[int, TreeCount]:
    shown: Counter[int] = Counter()
    staff: Counter[int] = Counter()
    for comment, step in moves:
        shown[comment.tree_id] += step
        staff[comment.tree_id] += step if comment.role else 0
    return {tree_id: TreeCount(shown[tree_id], staff[tree_id]) for tree_id in shown}


def _by_value(found: Mapping[Key, Value]) -> dict[Value, list[Key]]:
    keys: dict[Value, list[Key]] = defaultdict(list)
    for key, value in found.items():
        keys[value].append(key)
    return keys


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


def _shown_by_tree(discussion: Discussion) -> dict[int, TreeCount]:
    rows = Comment.objects.filter(discussion=discussion).shown().order_by().values("tree_id")
    counts = rows.annotate(shown=Count("pk"), staff=Count("pk", filter=~Q(role="")))
    return {tree_id: TreeCount(*count) for tree_id, *count in counts.values_list("tree_id", "shown", "staff")}


def _wrong_roots(discussion: Discussion, trees: Mapping[int, TreeCount]) -> dict[int, TreeCount]:
    """Roots with a wrong count: key, and the right one."""
    roots = Comment.objects.filter(discussion=discussion, level=0).order_by()
    stored = roots.values_list("pk", "tree_id", "tree_shown", "tree_staff").iterator()
    right = ((pk, TreeCount(*count), trees.get(tree_id, TreeCount())) for pk, tree_id, *count in stored)
    return {pk: count for pk, found, count in right if found != count}


def _words(discussion: Discussion) -> int:
    shown = Comment.objects.filter(discussion=discussion).shown().order_by()
    return shown.aggregate(words=Sum("word_count", default=0))["words"]


def _mentions(discussion: Discussion) -> int:
    return Comment.objects.filter(discussion=discussion).shown_mentions().count()


def _counters(discussion: Discussion) -> Counters:
    return Counters(*(getattr(discussion, name) for name in Counters._fields))


def _counted(trees: Mapping[int, TreeCount], mentions: int, words: int) -> Counters:
    runs = Counter(run_of(tree_id) for tree_id in trees)
    shown_roots = [runs[run] for run in range(max(runs) + 1)] if runs else []
    return Counters(sum(tree.shown for tree in trees.values()), len(trees), shown_roots, mentions, words)


def _set_counters(discussion: Discussion, counters: Counters) -> None:
    for name, value in counters._asdict().items():
        setattr(discussion, name, value)


def _set_root(pks: list[int], count: TreeCount, batch: int = 5000) -> None:
    for start in range(0, len(pks), batch):
        roots = Comment.objects.filter(pk__in=pks[start : start + batch])
        roots.update(tree_shown=count.shown, tree_staff=count.staff)
