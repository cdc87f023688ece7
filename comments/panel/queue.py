"""Which comments a page of the queue holds, a page at a time, and how many there are.

Pages are found by what stands at their edge, never by counting what comes before; counts stop at a
limit; and what can only be told by reading is looked for in so many comments at a time. So none of
them grows with the number of comments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from comments import reports
from comments.models import Comment, Revision, Status
from comments.panel import alike
from comments.panel.narrowing import ALL, REPORTED
from comments.panel.scope import scope as scope_of
from comments.panel.selection import Selection
from comments.spam import ordering

if TYPE_CHECKING:
    from accounts.models import User

CHANGES = "changes"
PAGE_SIZE = 20  # cards: what can be judged before one's attention goes
COUNT_LIMIT = 1000  # a larger number says nothing more to a moderator, and costs
LOOK = 20_000  # comments read for one page, at most: a blink on either database
_WAITING = "_comments_waiting"
_END, _END_AT = "_end", "_end_at"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class QueuePage:
    comments: list[Comment] = field(default_factory=list)
    previous: str = ""  # the edge to go back from, where there is something before
    next: str = ""
    looked_through: int = 0  # comments read before the page was full; more are to be read beyond `next`


def page(
    scope: QuerySet[Comment],
    selection: Selection,
    *,
    shows_addresses: bool,
    end: str | None = None,
    beside: Mapping[str, Exists] | None = None,
) -> QueuePage:
    """A page of the comments selected, with all that their cards tell about them.

    `end`: where looking stops, if that was read already (`end_columns`). `beside`: what else is to be read of each.
    """
    walk = _Walk(selection)
    rows = selected(scope, selection, shows_addresses=shows_addresses).annotate(**(beside or {}))
    if end is None:
        end = walk.end() if walk.may_stop else ""
    found = walk.found(rows, end, scope)
    is_full = len(found) > PAGE_SIZE
    if selection.folds and not is_full and (walk.edge or any(alike.folded(comment) for comment in found)):
        end = walk.end()  # looking may have stopped before the view ends, in the midst of what was folded away
    found = found[:PAGE_SIZE]
    onward = _edge(found[-1]) if is_full else end
    back = _edge(found[0]) if found and walk.edge else ""
    if walk.is_backwards:
        found.reverse()
        back, onward = onward, back
    return QueuePage(found, back, onward, LOOK if end and not is_full else 0)


def selected(scope: QuerySet[Comment], selection: Selection, *, shows_addresses: bool) -> QuerySet[Comment]:
    """All comments that the pages of a selection show."""
    return selection.rows(scope, shows_addresses=shows_addresses)


def one(scope: QuerySet[Comment], comment_id: int) -> Comment | None:
    return _for_cards(scope).filter(pk=comment_id).first()


def many(scope: QuerySet[Comment], comment_ids: Iterable[int]) -> QuerySet[Comment]:
    """These comments, with all that their cards tell about them; unordered."""
    return _for_cards(scope).filter(pk__in=list(comment_ids)).order_by()


def waiting(scope: QuerySet[Comment]) -> QuerySet[Comment]:
    """What nobody has decided yet, unordered."""
    return scope.filter(status=Status.PENDING).order_by()


def proposals(scope: QuerySet[Comment]) -> QuerySet[Revision]:
    """Changes that wait of what readers already see, oldest first."""
    theirs = Exists(scope.order_by().filter(pk=OuterRef("comment")))
    return Revision.objects.filter(theirs, state=Revision.State.PROPOSED).order_by("pk")


def counts(scope: QuerySet[Comment], user: User, **beside: Subquery | Exists) -> dict[str, Any]:
    """How many comments each view has, and how many changes wait, in one query; none is counted beyond `COUNT_LIMIT` + 1.

    `beside`: what else is to be read of whoever asks, by the way.
    """
    rows: list[QuerySet[Any, Any]] = [scope.filter(status=status).order_by().values("pk") for status in Status]
    rows.append(proposals(scope).order_by().values("pk"))
    rows.append(reports.waiting(scope).order_by().values("comment").distinct())
    columns = [alike.CappedCount(each, COUNT_LIMIT) for each in rows]
    # A query needs a row to stand on: the one of whoever asks is there.
    (found,) = get_user_model().objects.filter(pk=user.pk).values_list(*columns, *beside.values())
    counted = dict(zip([*Status.values, CHANGES, REPORTED, *beside], found, strict=True))
    everything = sum(counted[status] for status in Status.values)
    return {**counted, ALL: min(everything, COUNT_LIMIT + 1)}


def end_columns(selection: Selection) -> dict[str, Subquery]:
    """Where looking for a page stops, for a query that is made anyway; nothing where no page is looked for."""
    walk = _Walk(selection)
    if not walk.may_stop:
        return {}
    last = walk.last_looked_at()
    return {_END_AT: Subquery(last.values("submitted_at")), _END: Subquery(last.values("pk"))}


def end_in(found: Mapping[str, Any]) -> str:
    """What `end_columns` brought."""
    return _edge_at(found[_END_AT], found[_END]) if found.get(_END) else ""


def views(counts: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """The views in the order of the work: value, words, count."""
    labels = {**dict(Status.choices), ALL: _("All"), REPORTED: _("Reported")}
    pending, *others = Status.values
    return [(value, str(labels[value]), counts[value]) for value in [pending, REPORTED, *others, ALL]]


def said(count: int) -> str:
    return f"{COUNT_LIMIT:,}+" if count > COUNT_LIMIT else f"{count:,}"


def waiting_for(request: HttpRequest) -> int | None:
    """How many comments wait for whoever asks, counted once a request; None for who decides on nothing."""
    if not hasattr(request, _WAITING):
        theirs = scope_of(request.user)
        setattr(request, _WAITING, None if theirs is None else waiting(theirs)[: COUNT_LIMIT + 1].count())
    return getattr(request, _WAITING)


def remember_waiting(request: HttpRequest, count: int) -> None:
    setattr(request, _WAITING, count)


class _Walk:
    """The way through a view: from an edge, in its order or back."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        self.edge = selection.before or selection.after
        self.is_backwards = bool(selection.before)
        self.is_ascending = selection.is_oldest_first != self.is_backwards

    @property
    def order(self) -> list[str]:
        sign = "" if self.is_ascending else "-"
        return [f"{sign}submitted_at", f"{sign}pk"] if self.selection.is_by_time else [f"{sign}pk"]

    def begun(self, rows: QuerySet[Comment]) -> QuerySet[Comment]:
        return rows.filter(self.beyond(self.edge)) if self.edge else rows

    def found(self, rows: QuerySet[Comment], end: str, scope: QuerySet[Comment]) -> list[Comment]:
        """A page and one more; nothing beyond `end`, and of what is alike the first few."""
        if self.selection.is_likely_last:
            beyond = (_read(self.edge)[1], self.beyond(self.edge)) if self.edge else None
            return ordering.likely_last(
                _for_cards(rows), self.order, PAGE_SIZE + 1, edge=beyond, backwards=self.is_backwards
            )
        rows = self.begun(rows)
        rows = rows.filter(self.up_to(end)) if end else rows
        if self.selection.folds:
            rows = alike.first_few(rows, scope).filter(self.in_sight())
        if not self.selection.like:
            rows = alike.counted(rows, scope, COUNT_LIMIT)
        return list(_for_cards(rows).order_by(*self.order)[: PAGE_SIZE + 1])

    def beyond(self, edge: str) -> Q:
        moment, pk = _read(edge)
        beyond = "gt" if self.is_ascending else "lt"
        if not self.selection.is_by_time:
            return Q(**{f"pk__{beyond}": pk})
        # The first condition is implied by the second; the index can use it.
        return Q(**{f"submitted_at__{beyond}e": moment}) & (
            Q(**{f"submitted_at__{beyond}": moment}) | Q(submitted_at=moment, **{f"pk__{beyond}": pk})
        )

    def up_to(self, edge: str) -> Q:
        moment, pk = _read(edge)
        before = "lte" if self.is_ascending else "gte"
        if not self.selection.is_by_time:
            return Q(**{f"pk__{before}": pk})
        return Q(**{f"submitted_at__{before}": moment}) & ~self.beyond(edge)

    def in_sight(self) -> Q:
        """Not beyond where looking stops, told in the query itself: what waits is seldom so much."""
        rows = self.begun(waiting(Comment.objects.all())).order_by(*self.order)
        last = Subquery(rows.values("submitted_at")[LOOK - 1 : LOOK])
        never = _EPOCH if self.is_backwards else _EPOCH.replace(year=9999)
        end = Coalesce(last, Value(never), output_field=DateTimeField())
        return Q(**{f"submitted_at__{'gte' if self.is_backwards else 'lte'}": end})

    @property
    def may_stop(self) -> bool:
        """Is anything looked for, so that a page may end before it is full?"""
        return self.selection.looks_through and not self.selection.is_likely_last

    def end(self) -> str:
        """Where looking stops for this page; "" where the view ends first."""
        last = self.last_looked_at().values_list("submitted_at", "pk").first()
        return _edge_at(*last) if last else ""

    def last_looked_at(self) -> QuerySet[Comment]:
        """The one at which looking stops, if any: told by an index alone, whatever is looked for."""
        kept = ("status", "post", "older", "newer") if self.selection.is_by_time else ("status",)
        plain = Selection(**{name: getattr(self.selection, name) for name in kept})
        return self.begun(plain.rows(Comment.objects.all())).order_by(*self.order)[LOOK - 1 : LOOK]


def _for_cards(rows: QuerySet[Comment]) -> QuerySet[Comment]:
    related = ("discussion__post", "discussion__defaults", "parent", "user", "spam_score", "trace")
    unread = ("discussion__post__body", "discussion__post__body_html", "parent__body", "body")
    reported = Exists(reports.waiting().filter(comment=OuterRef("pk")))
    return rows.select_related(*related).defer(*unread).annotate(is_reported=reported)


def _edge(comment: Comment) -> str:
    return _edge_at(comment.submitted_at, comment.pk)


def _edge_at(moment: datetime, pk: int) -> str:
    return f"{(moment - _EPOCH) // timedelta(microseconds=1)}-{pk}"


def _read(edge: str) -> tuple[datetime, int]:
    microseconds, pk = edge.split("-")
    return _EPOCH + timedelta(microseconds=int(microseconds)), int(pk)
