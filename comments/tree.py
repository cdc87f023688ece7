"""The only writer of tree fields.

django-mptt alone corrupts its trees under concurrent writers, silently. Three rules prevent it:
every write happens inside `locked()`, which takes the discussion's row first; the numbers of trees
come from that row and never from mptt's `max() + 1`; many comments at once are numbered in memory.

One tree per root comment: `tree_id = (discussion << 24) | n`, so the cost of a reply depends on
its own thread alone, and a tree names the discussion it belongs to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Case, F, IntegerField, OuterRef, QuerySet, Subquery, When

from blog import markup, metrics
from blog.posts.models import Post
from blog.prepared import Addition, Change, Given, Question

from . import awaiting, bulk, tally
from .models import MAX_DEPTH, Comment, Discussion

BATCH = 2000  # rows a bulk statement; SQLite's limit on variables is far above what this needs
TREE_FIELDS = ["tree_id", "lft", "rght", "level"]

_TO_LOCK = Question(
    lambda: (
        Discussion.objects.select_for_update(no_key=True, of=("self",))
        .select_related("defaults")
        .filter(pk=Given("pk"))
    )
)
_ANSWERED = Question(lambda: _with_thread(Comment.objects.shown()))
_PARENT = Question(lambda: _with_thread(Comment.objects.all()))
# Before the last edge of the parent: what stands behind moves on, and what is around it, itself and its root among them, grows.
_GROW = Change(
    lambda: Comment.objects.filter(tree_id=Given("tree_id"), rght__gte=Given("edge")),
    lft=F("lft") + Case(When(lft__gte=Given("edge"), then=2), default=0),
    rght=F("rght") + 2,
    tree_shown=F("tree_shown") + Case(When(level=0, then=Given("shown", IntegerField())), default=0),
    tree_staff=F("tree_staff") + Case(When(level=0, then=Given("staff", IntegerField())), default=0),
)
_ISSUE = Change(lambda: Discussion.objects.filter(pk=Given("pk")), roots_issued=Given("roots_issued"))
_NEW = Addition(Comment)

Finish = Callable[[Comment], Comment]


class Place(NamedTuple):
    """Where a node stands in its own tree: edges 1..2n, level 0 for the root."""

    lft: int
    rght: int
    level: int


@contextmanager
def locked(discussion_id: int) -> Iterator[Discussion]:
    """A transaction that holds the discussion's row; the row is made where it is missing.

    The lock is `FOR NO KEY UPDATE`: rows that merely refer to the discussion do not wait for it.
    On SQLite the transaction itself is the lock (`transaction_mode=IMMEDIATE`).
    """
    with transaction.atomic():
        yield lock(discussion_id)


@contextmanager
def locked_around(comment: Comment) -> Iterator[Discussion]:
    """`locked()` for the discussion that a comment belongs to by then: its thread may have moved meanwhile."""
    while True:
        with transaction.atomic():
            discussion = lock(comment.discussion_id)
            comment.discussion_id = Comment.objects.values_list("discussion_id", flat=True).get(pk=comment.pk)
            if comment.discussion_id == discussion.pk:
                yield discussion
                return
            transaction.set_rollback(True)  # lets go of the row: two are never held out of order


def lock(discussion_id: int) -> Discussion:
    """Take the row inside a transaction that is already open. Several: in ascending order of key."""
    discussion: Discussion | None = _TO_LOCK.first(pk=discussion_id)
    if discussion is None:
        Discussion.objects.bulk_create([Discussion(pk=discussion_id)], ignore_conflicts=True)
        (discussion,) = _TO_LOCK.all(pk=discussion_id)
    return discussion


def handed_over(*, instance: Post, created: bool, raw: bool = False, **_signal: Any) -> None:
    """A post was saved; by whomever, it may have changed hands. What is being sent may have read whose it was, and ends first."""
    if not created and not raw:
        with locked(instance.pk):
            awaiting.hand_over(instance)


def add(comment: Comment, discussion: Discussion, parent: Comment | None = None) -> Comment:
    """Insert a new comment as the last reply of its parent, or as the last root.

    `discussion` is the locked row; `parent` is what `answered` gave under this lock. A reply deeper
    than the cap hangs beside what it answers: it is never lost. Raises `Comment.DoesNotExist`.
    """
    comment.discussion = discussion
    _measure(comment)
    if comment.parent_id is None:
        _start_tree(comment, discussion)
    else:
        parent = parent or _parent(comment.parent_id, discussion)
        _hang(comment, parent if parent.level + 1 < MAX_DEPTH else _parent(parent.parent_id, discussion))
    _NEW.add(comment)
    if comment.is_shown and parent is None:
        tally.begin(discussion, comment)
    elif comment.is_shown and parent:
        tally.reply(discussion, comment, is_first=not parent.thread_shown)
    elif comment.kind == Comment.Kind.MENTION:
        tally.count_mentions(discussion)
        tally.touch(discussion)
    transaction.on_commit(partial(metrics.count, "comments_received_total", status=str(comment.status)))
    return comment


def answered(pk: int, discussion_id: int) -> Comment | None:
    """A shown comment of this discussion, with what is known of its thread."""
    comment: Comment | None = _ANSWERED.first(pk=pk, discussion=discussion_id)
    return comment


def load(discussion: Discussion, comments: Sequence[Comment], finish: Finish = lambda comment: comment) -> None:
    """Insert many new comments at once, numbered in memory; `discussion` is the locked row.

    Each comment has its primary key and `parent_id`; a parent is another of these comments or is
    stored already. Siblings keep the order of the sequence, after the replies that were there.
    `finish` may fill in what is large, one comment at a time, just before it is stored.
    """
    is_first = not discussion.roots_issued
    new = {comment.pk: comment for comment in comments}
    tops = [c for c in comments if c.parent_id not in new]
    grown = _stored_trees({c.parent_id for c in tops if c.parent_id}, discussion)
    tree_of = {c.pk: grown[c.parent_id] if c.parent_id else _next_tree_id(discussion) for c in tops}
    for comment in _parents_first(comments):
        comment.discussion = discussion
        comment.tree_id = tree_of.setdefault(comment.pk, tree_of.get(comment.parent_id or 0, 0))
    if len(tree_of) != len(comments):
        raise ValueError("Some of these comments answer one another in a circle.")
    changed = _renumber(comments, set(grown.values()))
    if is_first:
        tally.start(discussion, comments)
    bulk.insert((_measure(finish(comment)) for comment in comments), Comment)
    Comment.objects.bulk_update(changed, TREE_FIELDS, batch_size=BATCH)
    discussion.word_count += sum(comment.word_count for comment in comments if comment.is_shown)
    discussion.save(update_fields=["roots_issued", "word_count"])
    if is_first:
        awaiting.settle_all(discussion)
    else:
        tally.recount(discussion)


def delete(comment: Comment, discussion: Discussion) -> None:
    """Remove a comment without replies from the database and close the gap it leaves.

    Raises `ValueError` for a comment that has replies: those keep their place under a tombstone.
    """
    comment = Comment.objects.get(pk=comment.pk, discussion=discussion)
    if not comment.is_leaf_node():
        raise ValueError("A comment with replies is never deleted.")
    if comment.is_shown:
        tally.change(discussion, [(comment, -1)])
    Comment.objects.filter(pk=comment.pk).delete()
    awaiting.settle(discussion, [comment.tree_id])
    tree = Comment.objects.filter(tree_id=comment.tree_id)
    tree.filter(lft__gt=comment.rght).update(lft=F("lft") - 2, rght=F("rght") - 2)
    tree.filter(lft__lt=comment.lft, rght__gt=comment.rght).update(rght=F("rght") - 2)


def part(comment: Comment, target: Discussion, tree_id: int | None = None) -> None:
    """A comment with all below it becomes a tree of its own in `target`, the last one or under a number it had before.

    Both rows are locked, and whoever calls counts.
    """
    if tree_id is None:
        tree_id = _next_tree_id(target)
        target.save(update_fields=["roots_issued"])
    old_tree, left, right, level = comment.tree_id, comment.lft, comment.rght, comment.level
    branch(comment).update(
        tree_id=tree_id, discussion=target, lft=F("lft") - left + 1, rght=F("rght") - left + 1, level=F("level") - level
    )
    Comment.objects.filter(pk=comment.pk).update(parent=None)
    width = right - left + 1
    rest = Comment.objects.filter(tree_id=old_tree)
    rest.filter(lft__gt=right).update(lft=F("lft") - width, rght=F("rght") - width)
    rest.filter(lft__lt=left, rght__gt=right).update(rght=F("rght") - width)


def graft(root: Comment, parent: Comment, after: Comment | None) -> None:
    """A tree becomes a branch below `parent`, behind the reply `after` or before all replies; as `part` else."""
    edge = after.rght + 1 if after else parent.lft + 1
    width = root.rght
    grown = Comment.objects.filter(tree_id=parent.tree_id)
    grown.filter(rght__gte=edge).update(rght=F("rght") + width)
    grown.filter(lft__gte=edge).update(lft=F("lft") + width)
    step, level, place = edge - 1, parent.level + 1, parent.discussion_id
    Comment.objects.filter(pk=root.pk).update(parent=parent)
    branch(root).update(
        tree_id=parent.tree_id, discussion=place, lft=F("lft") + step, rght=F("rght") + step, level=F("level") + level
    )


def branch(comment: Comment) -> QuerySet[Comment]:
    """A comment and all below it, whatever their status; unordered."""
    return Comment.objects.filter(tree_id=comment.tree_id, lft__gte=comment.lft, rght__lte=comment.rght).order_by()


def number(parents: Sequence[int | None]) -> list[Place]:
    """Places of the nodes of one or many trees; `parents[i]` is the index of i's parent or None.

    Siblings stand in the order of the sequence. A walk with a list of its own: a thread of any
    depth does not end in a RecursionError.
    """
    children: dict[int | None, list[int]] = defaultdict(list)
    for index, parent in enumerate(parents):
        children[parent].append(index)
    places: dict[int, Place] = {}
    for root in children[None]:
        _number_tree(root, children, places)
    return [places[index] for index in range(len(parents))]


def _number_tree(root: int, children: dict[int | None, list[int]], places: dict[int, Place]) -> None:
    edge, open_nodes = 1, [(root, 0, iter(children[root]))]
    lefts = {root: 1}
    while open_nodes:
        node, level, rest = open_nodes[-1]
        edge += 1
        child = next(rest, None)
        if child is None:
            places[node] = Place(lefts[node], edge, level)
            open_nodes.pop()
        else:
            lefts[child] = edge
            open_nodes.append((child, level + 1, iter(children[child])))


def _measure(comment: Comment) -> Comment:
    """What is known of a comment as soon as its text is."""
    comment.word_count = markup.word_count(comment.body_html)
    if comment.is_shown:
        comment.shown_at = comment.submitted_at
    return comment


def _start_tree(comment: Comment, discussion: Discussion) -> None:
    comment.tree_id = _next_tree_id(discussion)
    comment.lft, comment.rght, comment.level = 1, 2, 0
    if comment.is_shown:  # who counts stores the number
        comment.tree_shown, comment.tree_staff = 1, int(bool(comment.role))
    else:
        _ISSUE.make(pk=discussion.pk, roots_issued=discussion.roots_issued)


def _parent(pk: int | None, discussion: Discussion) -> Comment:
    for parent in _PARENT.all(pk=pk or 0, discussion=discussion.pk):
        return parent
    raise Comment.DoesNotExist(f"There is no comment {pk} in the discussion {discussion.pk}.")


def _with_thread(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    root = Comment.objects.filter(tree_id=OuterRef("tree_id"), level=0).order_by()
    known = {"thread_shown": "tree_shown", "thread_closed_at": "closed_at"}
    found = comments.filter(pk=Given("pk"), discussion=Given("discussion")).order_by()
    return found.annotate(**{name: Subquery(root.values(column)) for name, column in known.items()})


def _hang(comment: Comment, parent: Comment) -> None:
    """Below its parent, behind all that is there; the root counts it where it is shown."""
    edge = parent.rght
    comment.parent, comment.tree_id, comment.level = parent, parent.tree_id, parent.level + 1
    comment.lft, comment.rght = edge, edge + 1
    shown = int(comment.is_shown)
    _GROW.make(tree_id=parent.tree_id, edge=edge, shown=shown, staff=shown and int(bool(comment.role)))


def _next_tree_id(discussion: Discussion) -> int:
    discussion.roots_issued += 1
    return tally.last_tree(discussion)


def _stored_trees(parents: set[int], discussion: Discussion) -> dict[int, int]:
    rows = Comment.objects.filter(pk__in=parents, discussion=discussion)
    found = dict(rows.values_list("pk", "tree_id"))
    if missing := parents - found.keys():
        raise ValueError(f"These parents are not in the discussion: {sorted(missing)}")
    return found


def _parents_first(comments: Sequence[Comment]) -> Iterator[Comment]:
    waiting: dict[int | None, list[Comment]] = defaultdict(list)
    keys = {comment.pk for comment in comments}
    for comment in comments:
        waiting[comment.parent_id if comment.parent_id in keys else None].append(comment)
    ready = waiting.pop(None, [])
    while ready:
        comment = ready.pop()
        yield comment
        ready.extend(waiting.pop(comment.pk, []))


def _renumber(new: Iterable[Comment], grown: set[int]) -> list[Comment]:
    """Number the trees that `new` belongs to; returns the stored comments whose place changed."""
    stored = list(Comment.objects.filter(tree_id__in=grown).only("parent_id", *TREE_FIELDS).order_by("tree_id", "lft"))
    nodes = [*stored, *new]
    index = {comment.pk: i for i, comment in enumerate(nodes)}
    places = number([index.get(comment.parent_id) for comment in nodes])
    before = [Place(c.lft, c.rght, c.level) for c in stored]
    for comment, place in zip(nodes, places, strict=True):
        comment.lft, comment.rght, comment.level = place
    return [c for c, old, place in zip(stored, before, places, strict=False) if old != place]
