"""Ways to read a discussion other than from its beginning: in another order, or what is new.

Only newest first knows its last page, through the runs that the discussion counts its roots in. The
others walk an index that holds nothing but what they show, an offset at a time, and end after
`LAST_PAGE` pages: so none of them costs more for a discussion of 100,000.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from django.db.models import Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from . import roots, threads
from .models import Comment, Discussion, Status
from .roots import Root
from .rows import COLUMNS, Page, Row
from .threads import READER, NoSuchPage, Viewer

ORDER, SINCE = "order", "since"  # the parameters
LAST_PAGE = 100  # of an order that is read by offset: nobody pages through 5,000 threads to find one


class Order(TextChoices):
    NEWEST = "newest", _("Newest first")
    HELPFUL = "helpful", _("Most helpful")
    UNANSWERED = "unanswered", _("Unanswered")
    AUTHOR = "author", _("The author’s replies")


def page(discussion: Discussion, order: str, number: int = 1, viewer: Viewer = READER) -> Page:
    """A page in this order, every root with the number it has in the discussion's own. Raises `NoSuchPage`."""
    found = _PAGES[Order(order)](discussion, number, viewer)
    if number > 1 and not found.rows:
        raise NoSuchPage(number)
    unnumbered = [row for row in found.rows if not row.level and not row.number]
    numbers = roots.numbers(row.pk for row in unnumbered) if unnumbered else {}
    for row in unnumbered:
        row.number = numbers.get(row.pk, 0)
    found.order = order
    return found


def not_understood(asked: Mapping[str, str]) -> list[str]:
    """The parameters of an address that name no order and no moment."""
    no_order = asked.get(ORDER, Order.NEWEST) not in Order.values
    no_moment = SINCE in asked and moment(asked[SINCE]) is None
    return [name for name, is_odd in ((ORDER, no_order), (SINCE, no_moment)) if is_odd]


def moment(given: str) -> datetime | None:
    """The moment an address names, in ISO 8601; None where it names none."""
    try:
        found = parse_datetime(given.strip().replace(" ", "+"))  # a plus sign in an address is a blank
    except ValueError:
        return None
    if found is None or timezone.is_aware(found):
        return found
    return timezone.make_aware(found)


def mark_new(rows: Iterable[Row], since: datetime, viewer: Viewer = READER) -> list[Row]:
    """The rows that readers could first see after this moment; each is told and knows the next."""
    since = since.replace(microsecond=0)  # addresses and browsers keep whole seconds
    new = [row for row in rows if row.is_counted and _came(row) > since and row.pk not in viewer.own]
    for row in new:
        row.is_new = True
    for row, following in pairwise(new):
        row.next_new = following.pk
    return new


def _came(row: Row) -> datetime:
    return row.came_at.replace(microsecond=0)


def _newest(discussion: Discussion, number: int, viewer: Viewer) -> Page:
    size = _size(discussion)
    pages = max(1, -(-discussion.root_count // size))
    if not 1 <= number <= pages:
        raise NoSuchPage(number)
    end = discussion.root_count - (number - 1) * size
    found = roots.by_place(discussion, max(0, end - size), min(size, end))[::-1]
    rows = threads.in_order(discussion, found, viewer)
    places = {root.pk: end - place for place, root in enumerate(found)}
    for row in rows:
        row.number = places.get(row.pk, 0)
    return Page(rows, number, pages, roots=discussion.root_count)


def _unanswered(discussion: Discussion, number: int, viewer: Viewer) -> Page:
    waiting = Comment.objects.filter(discussion=discussion.pk, level=0, tree_shown__gt=0, tree_staff=0)
    found, pages = _by_offset(waiting.order_by("tree_id").values_list(*Root._fields), discussion, number)
    rows = threads.in_order(discussion, [Root(*values) for values in found], viewer)
    return Page(rows, number, pages, roots=discussion.root_count)


def _most_helpful(discussion: Discussion, number: int, viewer: Viewer) -> Page:
    """Threads by the marks of all their responses together, hidden ones included: it is an order, not a count."""
    shown = Comment.objects.filter(discussion=discussion.pk, level=0, tree_shown__gt=0)
    ordered = shown.order_by("-tree_helpful", "tree_id").values_list(*Root._fields)
    found, pages = _by_offset(ordered, discussion, number)
    rows = threads.in_order(discussion, [Root(*values) for values in found], viewer)
    return Page(rows, number, pages, roots=discussion.root_count)


def _by_author(discussion: Discussion, number: int, _viewer: Viewer) -> Page:
    theirs = Comment.objects.filter(discussion=discussion.pk, role=Comment.Role.AUTHOR, status=Status.APPROVED)
    shown = theirs.filter(kind=Comment.Kind.COMMENT).order_by("submitted_at", "pk").values_list(*COLUMNS)
    found, pages = _by_offset(shown, discussion, number)
    return Page(_standing_alone([Row(*values) for values in found]), number, pages, roots=discussion.root_count)


_PAGES: dict[Order, Callable[[Discussion, int, Viewer], Page]] = {
    Order.NEWEST: _newest,
    Order.HELPFUL: _most_helpful,
    Order.UNANSWERED: _unanswered,
    Order.AUTHOR: _by_author,
}


def _size(discussion: Discussion) -> int:
    return max(1, discussion.defaults.roots_per_page)


def _by_offset(rows: QuerySet, discussion: Discussion, number: int) -> tuple[Sequence[tuple], int]:
    """The rows of a page, and the last page that is known of: one more wherever there is one."""
    if not 1 <= number <= LAST_PAGE:
        raise NoSuchPage(number)
    size = _size(discussion)
    found = list(rows[(number - 1) * size : number * size + 1])
    return found[:size], min(number + (len(found) > size), LAST_PAGE)


def _standing_alone(rows: list[Row]) -> list[Row]:
    """Comments outside of their threads: each names what it answers, and knows whether its thread is closed."""
    answered = Q(pk__in={row.parent_id for row in rows})
    shut = Q(tree_id__in={row.tree_id for row in rows}, level=0, closed_at__isnull=False)
    around = [Row(*values) for values in Comment.objects.filter(answered | shut).values_list(*COLUMNS)]
    parents, closed = (
        {row.pk: row for row in around},
        {row.tree_id for row in around if row.closed_at and not row.level},
    )
    for parent in parents.values():
        parent.is_gone = not READER.sees(parent)
    for row in rows:
        row.is_alone, row.closes, row.is_unnumbered = True, 0, bool(row.level)
        row.answers = parents.get(row.parent_id or 0)
        row.is_shut = row.tree_id in closed
    return rows
