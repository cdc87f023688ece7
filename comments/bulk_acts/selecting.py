"""Which comments an act on a filter concerns, and what it would do to them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, Max, OuterRef, QuerySet
from django.http import QueryDict

from comments import moderation
from comments.models import Comment, Event, Status
from comments.panel import queue
from comments.panel.scope import STAFF, scope

if TYPE_CHECKING:
    from accounts.models import User

SAMPLES = 5  # comments of a dry run that are shown


@dataclass
class DryRun:
    """What an act on everything selected would do, by the status that comments have now."""

    changed: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    until: int = 0
    samples: list[Comment] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.changed.total() + self.left.total()


def selected(user: User, query: str) -> QuerySet[Comment]:
    """All comments that a queue page of this address would show this person, page after page; unordered."""
    theirs = scope(user)
    if theirs is None:
        return Comment.objects.none()
    selection = queue.Selection.of(QueryDict(query).dict())
    return queue.selected(theirs, selection, shows_addresses=moderation.can_moderate(user)).order_by()


def dry_run(user: User, query: str, to: Status) -> DryRun:
    found = DryRun()
    rows = selected(user, query)
    for status, count in rows.values_list("status").annotate(Count("pk")):
        moves = status != to and moderation.allowed(status, to, STAFF)
        (found.changed if moves else found.left)[status] += count
    found.until = rows.aggregate(highest=Max("pk", default=0))["highest"]
    movable = rows.filter(status__in=list(found.changed)).select_related("discussion__post").defer("body")
    found.samples = list(movable.order_by("pk")[:SAMPLES])
    return found


def untouched_since(rows: QuerySet[Comment], moment: datetime) -> QuerySet[Comment]:
    """Those about which nobody decided, and whose writer changed nothing, after a moment."""
    decided = Event.objects.filter(comment=OuterRef("pk"), at__gt=moment).exclude(from_status=F("to_status"))
    for at in ("reworded_at", "edited_at"):
        rows = rows.exclude(**{f"{at}__gt": moment})
    return rows.filter(~Exists(decided))
