"""What is visible, to whom, and on which page of a discussion.

Page, counter, feeds, JSON-LD and every other output ask here. One sentence holds it all: a comment
is shown when it is approved; a hidden comment with shown replies stands as a tombstone, which is
not counted; what is hidden without shown replies is nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value

from blog.pages.noting import rests_on
from blog.posts.models import Post
from blog.prepared import Given, Question, fill, room

from .models import MAX_DEPTH, Comment, CommentQuerySet, Defaults, Discussion, Status
from .roots import Root, by_place, on_page
from .rows import COLUMNS, Page, Row, nest
from .tally import last_tree, run_of, run_start

PAGE_LIMIT = 1000  # comments one page of a discussion may hold, whatever the threads are like
THREAD_LIMITS = (200, 100, 50, 20)  # comments of one thread on such a page: the first that keeps the page bounded

_ROOT = Question(
    lambda: Comment.objects.filter(tree_id=Given("tree_id"), level=0).order_by().values_list("pk", "tree_shown")
)
_SHOWN_BEFORE = Question(
    lambda: (
        Comment.objects.filter(
            discussion_id=Given("discussion"),
            level=0,
            tree_shown__gt=0,
            tree_id__gte=Given("first"),
            tree_id__lt=Given("tree_id"),
        )
        .order_by()
        .values(together=Value(1))
        .annotate(n=Count("pk"))
        .values_list("n", flat=True)
    )
)


@dataclass(frozen=True)
class Viewer:
    """Who looks: the comments waiting for approval that are this person's own, and whether they decide."""

    own: frozenset[int] = frozenset()
    is_moderator: bool = False

    @property
    def sees_more(self) -> bool:
        return bool(self.own) or self.is_moderator

    def sees(self, comment: Comment | Row) -> bool:
        if comment.kind != Comment.Kind.COMMENT:
            return False
        if comment.status != Status.PENDING:
            return comment.status == Status.APPROVED
        return comment.pk in self.own or (self.is_moderator and comment.is_awake)


READER = Viewer()


class NoSuchPage(LookupError):
    """A discussion has no page of this number."""


def discussion_of(post: Post) -> Discussion:
    """The discussion of a post; one that nobody wrote in yet reads as the site's defaults."""
    try:
        return post.discussion
    except Discussion.DoesNotExist:
        return Discussion(post=post, defaults=Defaults.current())


def page(discussion: Discussion, number: int = 1, viewer: Viewer = READER) -> Page:
    """A page of roots with all that answers them. Raises `NoSuchPage`."""
    size = max(1, discussion.defaults.roots_per_page)
    pages = max(1, -(-discussion.root_count // size))
    if not 1 <= number <= pages:
        raise NoSuchPage(number)
    first = (number - 1) * size + 1
    found = by_place(discussion, first - 1, size + 1)
    here = on_page(discussion, found[:size], number, first)
    beyond = found[size].tree_id if len(found) > size else None
    extra = _held_roots(discussion, found[:size] if number > 1 else [], beyond, viewer)
    rows = here.arrange(_trees([*here.roots, *extra], _limit(here.roots)))
    arranged = _whole(rows, here.roots, viewer, discussion.defaults.display_depth)
    here.number(arranged)
    return Page(arranged, number, pages, first, first + len(found[:size]) - 1, discussion.root_count)


def in_order(discussion: Discussion, roots: Sequence[Root], viewer: Viewer = READER) -> list[Row]:
    """These threads, whole, in the order given."""
    place = {root.tree_id: index for index, root in enumerate(roots)}
    rows = sorted(_trees(roots, _limit(roots)), key=lambda row: place[row.tree_id])
    return _whole(rows, roots, viewer, discussion.defaults.display_depth)


def thread_page(comment: Comment, part: int = 1, viewer: Viewer = READER) -> Page:
    """A part of one long thread, with what its first comment answers. Raises `NoSuchPage`."""
    size = THREAD_LIMITS[0]
    root = Comment.objects.get(tree_id=comment.tree_id, level=0)
    parts = max(1, -(-(root.rght // 2) // size))
    if not 1 <= part <= parts:
        raise NoSuchPage(part)
    tree = Comment.objects.filter(tree_id=root.tree_id)
    first, end = (part - 1) * size, part * size
    inside = _between(first, end)
    start = tree.filter(inside).order_by("lft").values_list("lft", flat=True).first() or 1
    rows = _read(_rows().filter(inside | Q(lft__lt=start, rght__gt=start), tree_id=root.tree_id))
    depth = Defaults.current().display_depth
    arranged = _note_what_is_closed(arrange(rows, viewer, depth))
    return Page(arranged, part, parts, first + 1, end, root.tree_shown)


def locate(comment: Comment) -> tuple[int, int | None]:
    """On which page of its discussion a comment stands, and in which part of its thread where it is not there."""
    discussion = comment.discussion
    size = max(1, discussion.defaults.roots_per_page)
    number = _page_of(comment, size) if discussion.root_count > size else 1
    index = (comment.lft + comment.level - 1) // 2
    if index < THREAD_LIMITS[-1]:  # that many of each thread stand on any page
        return number, None
    first = (number - 1) * size
    if index < _limit(on_page(discussion, by_place(discussion, first, size), number, first + 1).roots):
        return number, None
    return number, index // THREAD_LIMITS[0] + 1


def counts(post_ids: Iterable[int]) -> dict[int, int]:
    """How many comments each of these posts shows."""
    posts = list(post_ids)
    rows = {pk: (count, version) for pk, count, version in _counted(posts)}
    rests_on("discussion", {pk: rows[pk][1] if pk in rows else None for pk in posts})
    return {pk: count for pk, (count, _version) in rows.items()}


def _counted(post_ids: list[int]) -> QuerySet:
    return Discussion.objects.filter(pk__in=post_ids).values_list("pk", "comment_count", "version")


def mentions(discussion: Discussion) -> list[Row]:
    """What other sites said of this post, oldest first: it stands apart and is not counted."""
    if not discussion.mention_count:
        return []
    return _read(_rows().filter(discussion_id=discussion.pk).shown_mentions()[:PAGE_LIMIT])


def public_comments() -> QuerySet[Comment]:
    """Every shown comment on what is listed for all to find: for feeds and anything like them.

    Each is asked for its article: SQLite would collect all articles first to look for it among them.
    """
    return (
        Comment.objects.shown()
        .filter(Exists(Post.objects.listed().filter(pk=OuterRef("discussion_id"))))
        .select_related("discussion__post")
        .order_by("-submitted_at", "-pk")
    )


def shown_on(post: Post) -> QuerySet[Comment]:
    """The shown comments of one post, newest first."""
    return (
        Comment.objects.shown()
        .filter(discussion__post=post)
        .select_related("discussion__post")
        .order_by("-submitted_at", "-pk")
    )


def arrange(
    rows: Sequence[Row], viewer: Viewer, display_depth: int, anchors: Container[int] = frozenset()
) -> list[Row]:
    """Rows in tree order become the rows to show: what is hidden goes, or stands as a tombstone.

    `anchors` stay whatever is below them.
    """
    kept = _kept(rows, viewer, anchors)
    nest(kept, display_depth)
    return kept


def _kept(rows: Sequence[Row], viewer: Viewer, anchors: Container[int]) -> list[Row]:
    """One walk from the end: a hidden comment stays where something below it was kept."""
    kept: list[Row] = []
    below: set[int] = set()  # levels at which something was kept since their parent was last passed
    for row in reversed(rows):
        has_kept_reply = row.level + 1 in below
        below = {level for level in below if level <= row.level}
        row.is_gone = not viewer.sees(row)
        if row.is_gone and not has_kept_reply and row.pk not in anchors:
            continue
        if row.is_gone:
            row.body_html = row.name = row.website = row.role = ""
            row.user_id = None
        below.add(row.level)
        kept.append(row)
    return kept[::-1]


def _whole(rows: Sequence[Row], shown: Sequence[Root], viewer: Viewer, display_depth: int) -> list[Row]:
    """Whole threads, arranged. A shown root stands even where the cut leaves nothing of what is shown below it."""
    anchors = frozenset(root.pk for root in shown)
    arranged = arrange(rows, viewer, display_depth, anchors)
    _note_what_is_missing(arranged, shown)
    for row in arranged:
        row.is_unnumbered = not row.level and row.pk not in anchors
    return _note_what_is_closed(arranged)


def _note_what_is_closed(rows: list[Row]) -> list[Row]:
    """Below a closed root readers reply no more. A root is among the rows of its thread, whichever part they are."""
    closed = {row.tree_id for row in rows if not row.level and row.closed_at}
    for row in rows:
        row.is_shut = row.tree_id in closed
    return rows


def _between(first: int, end: int) -> Q:
    """Nodes from the first-th to before the end-th of a tree in reading order.

    The i-th node (from 0) has i edges opened and i - level closed before its own: `lft = 2i - level + 1`.
    The plain bounds on `lft` are for the index.
    """
    bounds = Q(lft__gt=2 * first - MAX_DEPTH, lft__lt=2 * end)
    return bounds & Q(lft__gt=2 * first - F("level"), lft__lt=2 * end - F("level"))


def _held_roots(discussion: Discussion, shown: Sequence[Root], beyond: int | None, viewer: Viewer) -> list[Root]:
    """Threads that only this viewer sees anything of, from the first root of this page to the next page."""
    if not viewer.sees_more or discussion.pk is None:
        return []
    held = Comment.objects.filter(discussion_id=discussion.pk, status=Status.PENDING, kind=Comment.Kind.COMMENT)
    mine = held.filter(pk__in=viewer.own)
    held = held.awake() | mine if viewer.is_moderator else mine
    trees = held.order_by().values("tree_id")  # also of a held reply whose thread is hidden
    roots = Comment.objects.filter(discussion_id=discussion.pk, level=0, tree_shown=0, tree_id__in=trees)
    if shown:
        roots = roots.filter(tree_id__gt=shown[0].tree_id)
    if beyond:
        roots = roots.filter(tree_id__lt=beyond)
    return [Root(*row) for row in roots.order_by("tree_id").values_list(*Root._fields)[:PAGE_LIMIT]]


def _trees(roots: Sequence[Root], limit: int) -> list[Row]:
    """The first rows of each tree, up to the limit, which is the same for every viewer: see `locate`."""
    if not roots:
        return []
    trees = [root.tree_id for root in roots]
    if any(root.nodes > limit for root in roots):
        return _read(_rows().filter(_between(0, limit), tree_id__in=trees))
    places = 1 << (len(trees) - 1).bit_length()
    return [Row(*values) for values in _of_trees(places).all(**fill("tree", trees, places))]


@cache
def _of_trees(places: int) -> Question:
    """Of so many trees, a power of two, so that there are few questions."""
    return Question(lambda: _rows().filter(tree_id__in=room("tree", places)))


def _note_what_is_missing(rows: Sequence[Row], roots: Sequence[Root]) -> None:
    """The last row of a thread that was cut says how many shown comments are missing."""
    counted: Counter[int] = Counter(row.tree_id for row in rows if row.is_counted)
    last = {row.tree_id: row for row in rows}
    for root in roots:
        if root.tree_id in last:
            last[root.tree_id].more = root.tree_shown - counted[root.tree_id]
            last[root.tree_id].thread = root.pk


def _limit(roots: Sequence[Root]) -> int:
    sizes = [root.nodes for root in roots]
    for limit in THREAD_LIMITS:
        if sum(min(size, limit) for size in sizes) <= PAGE_LIMIT:
            return limit
    return THREAD_LIMITS[-1]


def _read(rows: QuerySet) -> list[Row]:
    return [Row(*values) for values in rows]


# Built once, and narrowed for each page: to name the columns takes Django as long as to read the rows of a short one.
@cache
def _rows() -> CommentQuerySet:
    return Comment.objects.order_by("tree_id", "lft").values_list(*COLUMNS)


def _page_of(comment: Comment, size: int) -> int:
    """Asks for no more than it takes: whoever sent a comment waits for it."""
    discussion, tree_id = comment.discussion, comment.tree_id
    root, shown = 0, True  # by the comment itself
    if discussion.pinned or not comment.is_shown:
        root, shown = _ROOT.first(tree_id=tree_id) or (0, False)  # gone since
    if shown and root in discussion.pinned:
        return 1
    is_last = tree_id == last_tree(discussion)
    before = discussion.root_count - int(bool(shown)) if is_last else _shown_before(discussion, tree_id)
    return before // size + 1 if shown else max(1, -(-before // size))


def _shown_before(discussion: Discussion, tree_id: int) -> int:
    run = run_of(tree_id)
    within = _SHOWN_BEFORE.first(discussion=discussion.pk, first=run_start(discussion.pk, run), tree_id=tree_id) or 0
    return sum(discussion.shown_roots[:run]) + int(within)
