"""What waits for one person: threads that end with a reader's word, and what readers sent below their articles.

Both are ranges of an index, oldest first, and are merged a page at a time; counts stop at a limit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import Exists, IntegerField, Q, QuerySet, Subquery
from django.http import HttpRequest

from blog.templatetags.moments import age_of
from comments import moderation
from comments.models import Awaiting, Comment, Draft
from comments.panel.queue import COUNT_LIMIT
from comments.panel.scope import posts_of, scope

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

PAGE_SIZE = 20  # as in the queue
PENDING, THREAD = 0, 1  # which comes first of two that wait since the same moment
_MEMO = "_waits_for_me"
_COLUMNS = ("waits_threads", "waits_since", "waits_pending", "waits_sent")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EDGE = re.compile(r"([0-9]{1,17})-([01])-([0-9]{1,18})")


@dataclass(frozen=True)
class Count:
    """How much waits, counted to `COUNT_LIMIT` + 1, and since when the oldest."""

    number: int
    since: datetime | None = None

    @property
    def age(self) -> str:
        return age_of(self.since) if self.since else ""


class Edge(NamedTuple):
    """What a page ends with; the next one begins beyond it."""

    moment: datetime
    kind: int
    pk: int


@dataclass
class Page:
    items: list[Awaiting | Comment] = field(default_factory=list)
    next: str = ""


class _CappedCount(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) capped)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet) -> None:
        super().__init__(rows[: COUNT_LIMIT + 1])


def count_for(user: User | AnonymousUser) -> Count | None:
    """What waits for this person, in one question of bounded cost; None for who decides on nothing."""
    if scope(user) is None:
        return None
    # A query needs a row to stand on: the one of whoever asks is there.
    rows = get_user_model().objects.filter(pk=user.pk).values(**columns(user))  # type: ignore[arg-type, misc]
    return _count_in(rows.get())


def count_on(request: HttpRequest) -> Count | None:
    """The same, asked once a request."""
    if not hasattr(request, _MEMO):
        setattr(request, _MEMO, count_for(request.user))
    return getattr(request, _MEMO)


def columns(user: User) -> dict[str, Subquery]:
    """What `count_for` asks, for a query of whoever looks that is made anyway; `remember` takes what came."""
    measures = [*_measures(threads(user), "since"), *_measures(pending(user), "submitted_at")]
    return dict(zip(_COLUMNS, measures, strict=True))


def remember(request: HttpRequest, found: Mapping[str, Any]) -> None:
    setattr(request, _MEMO, _count_in(found))


def _count_in(found: Mapping[str, Any]) -> Count:
    of_threads, since, of_pending, sent = (found[name] for name in _COLUMNS)
    moments = [moment for moment in (since, sent) if moment]
    return Count(min(of_threads + of_pending, COUNT_LIMIT + 1), min(moments, default=None))


def threads(user: User) -> QuerySet[Awaiting]:
    return kept_for(user).waiting()  # type: ignore[attr-defined]


def put_off(user: User) -> QuerySet[Awaiting]:
    """What they set aside or put off, the latest first."""
    return kept_for(user).put_off().order_by("-put_off_at", "-pk")  # type: ignore[attr-defined]


def kept_for(user: User) -> QuerySet[Awaiting]:
    """Threads that wait for them, put off or not. Elsewhere than on their own articles they answer as moderators only."""
    rows = Awaiting.objects.filter(user=user)
    return rows if moderation.can_moderate(user) else rows.filter(is_author=True)


def pending(user: User) -> QuerySet[Comment]:
    """What readers sent below their articles and nobody has decided. All else that waits is in the queue.

    Nothing where somebody else decides there: who moderates another part alone reads there what is on the page.
    """
    decided = posts_of(user)
    if decided is None:
        return Comment.objects.none()
    theirs = decided.filter(author=user.pk).order_by().values("pk")
    # Asked once: who has no articles does not walk through all that waits to find none.
    return Comment.objects.waiting().filter(Exists(theirs), kind=Comment.Kind.COMMENT, discussion__in=theirs)


def drafts(user: User) -> QuerySet[Draft]:
    """What they have begun: first what needs them, then what is planned, then the rest, the latest first."""
    return Draft.objects.filter(user=user).order_by("-trouble", "publish_at", "-saved_at", "-pk")


def page(user: User, after: str = "") -> Page:
    edge = _read(after)
    found = [*_beyond(pending(user), PENDING, "submitted_at", edge), *_beyond(threads(user), THREAD, "since", edge)]
    found.sort(key=lambda place: place[0])
    shown = found[:PAGE_SIZE]
    return Page([item for _edge, item in shown], _written(shown[-1][0]) if len(found) > PAGE_SIZE else "")


def _measures(rows: QuerySet, moment: str) -> tuple[Subquery, Subquery]:
    """How many, counted to the limit, and the oldest."""
    ordered = rows.order_by(moment, "pk")  # so that the count walks the index that the page walks
    return _CappedCount(ordered.values("pk")), Subquery(ordered.values(moment)[:1])


def _beyond(rows: QuerySet, kind: int, moment: str, edge: Edge | None) -> list[tuple[Edge, Awaiting | Comment]]:
    if edge:
        later = Q(**{f"{moment}__gt": edge.moment})
        if kind == edge.kind:
            later |= Q(**{moment: edge.moment}, pk__gt=edge.pk)
        elif kind > edge.kind:
            later |= Q(**{moment: edge.moment})
        rows = rows.filter(later, **{f"{moment}__gte": edge.moment})  # the second is for the index
    found = rows.order_by(moment, "pk")[: PAGE_SIZE + 1]
    return [(Edge(getattr(row, moment), kind, row.pk), row) for row in found]


def _written(edge: Edge) -> str:
    return f"{(edge.moment - _EPOCH) // timedelta(microseconds=1)}-{edge.kind}-{edge.pk}"


def _read(text: str) -> Edge | None:
    match = _EDGE.fullmatch(text)
    if match is None:
        return None
    try:
        return Edge(_EPOCH + timedelta(microseconds=int(match[1])), int(match[2]), int(match[3]))
    except OverflowError:
        return None
