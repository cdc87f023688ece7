"""Which threads wait for a word of whom, kept in the transaction that changes what is visible.

A thread waits while its last visible word is a reader's: for the author of the article, and for
everybody of the staff who spoke in it. Words stand in the order in which readers came to see them.
Whoever calls holds the discussion's row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import cache, partial
from typing import Any, NamedTuple

from django.db.models import Case, DateTimeField, F, OuterRef, Q, QuerySet, Subquery, Value, When

from blog.posts.models import Post
from blog.prepared import Addition, Change, Given, Question

from .models import Awaiting, Comment, CommentQuerySet, Discussion

BATCH = 400  # trees a question names

KEPT_FIELDS = ["since", "last_at", "is_author", "set_aside", "until", "put_off_at", "seen_at"]


def _at(name: str) -> Given:
    return Given(name, DateTimeField())


def _words() -> CommentQuerySet:
    return Comment.objects.shown().filter(tree_id=Given("tree_id"), shown_at__isnull=False)


_AUTHOR = Question(lambda: Post.objects.filter(pk=Given("pk")).order_by().values_list("author_id", flat=True))
_LAST = Question(lambda: _words().order_by("-shown_at", "-pk").values_list("shown_at", "role")[:1])
_LAST_OF_STAFF = Question(
    lambda: _words().exclude(role="").order_by("-shown_at", "-pk").values_list("shown_at", "pk")[:1]
)
_FIRST = Question(lambda: _words().order_by("shown_at", "pk").values_list("submitted_at", flat=True)[:1])
_FIRST_AFTER = Question(
    lambda: (
        _words()
        .filter(Q(shown_at__gt=_at("at")) | Q(shown_at=_at("at"), pk__gt=Given("pk")), shown_at__gte=_at("at"))
        .order_by("shown_at", "pk")
        .values_list("submitted_at", flat=True)[:1]
    )
)
_ROOT = Question(
    lambda: (
        Comment.objects.filter(tree_id=Given("tree_id"), level=0, tree_shown__gt=0)
        .order_by()
        .values_list("pk", flat=True)
    )
)
_SPEAKERS = Question(
    lambda: (
        Comment.objects.shown()
        .exclude(role="")
        .filter(tree_id=Given("tree_id"))
        .order_by()
        .values_list("tree_id", "user_id")
        .distinct()
    )
)
_KEPT = Question(lambda: Awaiting.objects.filter(root__tree_id=Given("tree_id"), root__level=0))
_NEW = Addition(Awaiting)
_MOVE = Change(
    lambda: Awaiting.objects.filter(pk=Given("pk")),
    **{name: Given(name, Awaiting._meta.get_field(name)) for name in KEPT_FIELDS},
)
# What was set aside or put off comes back as soon as a reader writes again.
_COME_BACK: dict[str, Any] = {"set_aside": False, "until": None, "put_off_at": None, "seen_at": None}
_GO_ON = Change(
    lambda: Awaiting.objects.filter(
        root=Subquery(Comment.objects.filter(tree_id=Given("tree_id"), level=0).order_by().values("pk")),
        last_at__lte=_at("at"),
    ),
    last_at=_at("at"),
    **{
        name: Case(When(seen_at__lt=_at("at"), then=Value(value)), default=F(name))
        for name, value in _COME_BACK.items()
    },
)

Wanted = dict[tuple[int, int], "Wait"]  # by root and person


class Wait(NamedTuple):
    """Since when a thread waits (its reader counts from the sending), its last word, and whether for the article's author."""

    since: datetime
    last_at: datetime
    is_author: bool


def settle(discussion: Discussion, trees: Iterable[int]) -> bool:
    """Bring what is kept of these trees up to what their comments say. True where something was not so."""
    keys = sorted(set(trees))
    author = cache(partial(_author, discussion))
    changed = [_settle(keys[start : start + BATCH], author) for start in range(0, len(keys), BATCH)]
    return any(changed)


def begin(discussion: Discussion, root: Comment) -> None:
    """`settle()` for a new thread whose first word is shown from the beginning: nothing is kept of it yet."""
    if not root.role:
        wait = Wait(root.submitted_at, root.shown_at or root.submitted_at, is_author=True)
        _NEW.add(Awaiting(root=root, user_id=_author(discussion), **wait._asdict()))


def go_on(discussion: Discussion, reply: Comment) -> None:
    """`settle()` for a new reply that is shown from the beginning.

    Where its thread waits already, and the reply is a reader's and the last word, it waits on for the same people
    and since the same moment. As long as it does not, nothing is kept of it.
    """
    if reply.role or not _GO_ON.make(tree_id=reply.tree_id, at=reply.shown_at):
        settle(discussion, [reply.tree_id])


def settle_all(discussion: Discussion) -> bool:
    return settle(discussion, _trees(discussion))


def is_wrong(discussion: Discussion) -> bool:
    """Does what is kept differ from what the comments say?"""
    keys, author = _trees(discussion), cache(partial(_author, discussion))
    batches = (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))
    return any(_differs(_kept(batch), _wanted(batch, author)) for batch in batches)


def hand_over(post: Post) -> None:
    """An article that is somebody else's now waits for them, with what its former author made of it."""
    former = Awaiting.objects.filter(root__discussion=post.pk, is_author=True).exclude(user=post.author_id)
    if not former.exists():
        return
    roots = list(former.values_list("root_id", flat=True))
    Awaiting.objects.filter(user=post.author_id, root__in=roots).delete()  # they only spoke in it, until now
    former.update(user=post.author_id)


def _author(discussion: Discussion) -> int:
    (author,) = _AUTHOR.all(pk=discussion.pk)
    return int(author)


def _trees(discussion: Discussion) -> list[int]:
    roots = Comment.objects.filter(discussion=discussion, level=0).order_by("tree_id")
    return list(roots.values_list("tree_id", flat=True))


def _settle(trees: list[int], author: Callable[[], int]) -> bool:
    wanted, kept = _wanted(trees, author), _kept(trees)
    if not _differs(kept, wanted):
        return False
    gone = [row.pk for key, row in kept.items() if key not in wanted]
    if gone:
        Awaiting.objects.filter(pk__in=gone).delete()
    new = [
        Awaiting(root_id=root, user_id=user, **wait._asdict())
        for (root, user), wait in wanted.items()
        if (root, user) not in kept
    ]
    if len(new) == 1:
        _NEW.add(new[0])
    else:
        Awaiting.objects.bulk_create(new, batch_size=BATCH)
    moved = [_moved(row, wanted[key]) for key, row in kept.items() if key in wanted and _wait(row) != wanted[key]]
    if len(moved) == 1:
        _MOVE.make(pk=moved[0].pk, **{name: getattr(moved[0], name) for name in KEPT_FIELDS})
    else:
        Awaiting.objects.bulk_update(moved, KEPT_FIELDS, batch_size=BATCH)
    return True


def _moved(row: Awaiting, wait: Wait) -> Awaiting:
    row.since, row.last_at, row.is_author = wait
    if row.seen_at and row.last_at > row.seen_at:
        for name, value in _COME_BACK.items():
            setattr(row, name, value)
    return row


def _kept(trees: list[int]) -> dict[tuple[int, int], Awaiting]:
    rows: Iterable[Awaiting] = _KEPT.all(tree_id=trees[0]) if len(trees) == 1 else _kept_of_many(trees)
    return {(row.root_id, row.user_id): row for row in rows}


def _kept_of_many(trees: list[int]) -> QuerySet[Awaiting]:
    return Awaiting.objects.filter(root__tree_id__in=trees, root__level=0)


def _wait(row: Awaiting) -> Wait:
    return Wait(row.since, row.last_at, row.is_author)


def _differs(kept: dict[tuple[int, int], Awaiting], wanted: Wanted) -> bool:
    return {key: _wait(row) for key, row in kept.items()} != wanted


def _wanted(trees: list[int], author: Callable[[], int]) -> Wanted:
    """`author` is asked for where something waits."""
    found = _waits(trees[0]) if len(trees) == 1 else _waiting(trees)
    roots = {tree_id: (pk, since, last_at) for tree_id, pk, since, last_at in found}
    speakers = _speakers(list(roots))
    return {
        (pk, user): Wait(since, last_at, user == author())
        for tree_id, (pk, since, last_at) in roots.items()
        for user in {author(), *speakers[tree_id]}
    }


def _waiting(trees: list[int]) -> Iterator[tuple[int, int, datetime, datetime]]:
    """Tree, root, since when and the last word of those that end with a reader's. Every question is one step in an index."""
    words = Comment.objects.shown().filter(tree_id=OuterRef("tree_id"), shown_at__isnull=False)
    last, staff = words.order_by("-shown_at", "-pk"), words.exclude(role="").order_by("-shown_at", "-pk")
    roots = Comment.objects.filter(tree_id__in=trees, level=0, tree_shown__gt=0).order_by().annotate(
        last_at=_first(last, "shown_at"), last_role=_first(last, "role"),
        staff_at=_first(staff, "shown_at"), staff_pk=_first(staff, "pk"),
    )  # fmt: skip
    later = Q(shown_at__gt=OuterRef("staff_at")) | Q(shown_at=OuterRef("staff_at"), pk__gt=OuterRef("staff_pk"))
    since = words.filter(later, shown_at__gte=OuterRef("staff_at")).order_by("shown_at", "pk")
    begun = words.order_by("shown_at", "pk")
    ended = roots.filter(last_role="").annotate(
        since=_first(since, "submitted_at"), begun=_first(begun, "submitted_at")
    )
    for tree_id, pk, begun_at, since_at, staff_at, last_at in ended.values_list(
        "tree_id", "pk", "begun", "since", "staff_at", "last_at"
    ):
        yield tree_id, pk, (since_at if staff_at else begun_at), last_at


def _waits(tree_id: int) -> Iterator[tuple[int, int, datetime, datetime]]:
    """`_waiting()` for the one tree that a comment is added to: steps in an index, too, and as few of them as it takes."""
    last = _LAST.first(tree_id=tree_id)
    if last is None or last[1]:
        return
    if staff := _LAST_OF_STAFF.first(tree_id=tree_id):
        since = _FIRST_AFTER.first(tree_id=tree_id, at=staff[0], pk=staff[1])
    else:
        since = _FIRST.first(tree_id=tree_id)
    if since is None:  # taken away meanwhile: whoever only checks holds no lock
        return
    for pk in _ROOT.all(tree_id=tree_id):
        yield tree_id, pk, since, last[0]


def _first(words: QuerySet[Comment], field: str) -> Subquery:
    return Subquery(words.values(field)[:1])


def _speakers(trees: list[int]) -> dict[int, set[int]]:
    """Who of the staff spoke visibly in each."""
    found: dict[int, set[int]] = defaultdict(set)
    if not trees:
        return found
    for tree_id, user_id in _SPEAKERS.all(tree_id=trees[0]) if len(trees) == 1 else _who_spoke(trees):
        if user_id:
            found[tree_id].add(user_id)
    return found


def _who_spoke(trees: list[int]) -> QuerySet[Comment, tuple[int, int | None]]:
    spoke = Comment.objects.shown().exclude(role="").filter(tree_id__in=trees).order_by()
    return spoke.values_list("tree_id", "user_id").distinct()
