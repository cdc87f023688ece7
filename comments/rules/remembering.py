"""The histories of many writers at once, each as it was when the comment in question was sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q

from comments import reports
from comments.models import Comment, Event, Status
from comments.rules.drafts import BY_RULE, DECIDED

MOST = 20_000  # comments read, the newest first: so much says enough about anybody
Writer = int | str  # an account, or a proven address


class Earlier(NamedTuple):
    pk: int
    status: str
    kind: str
    held_for: str
    submitted_at: datetime
    is_looked_at: bool

    @property
    def is_decided(self) -> bool:
        return self.status in DECIDED and (self.is_looked_at or self.held_for not in BY_RULE)


@dataclass
class Archive:
    """Everything by these writers, in two queries for the accounts and the addresses, and one for reports."""

    comments: Sequence[Comment]
    by_writer: dict[Writer, list[Earlier]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        accounts = {comment.user_id for comment in self.comments if comment.user_id}
        addresses = {comment.email for comment in self.comments if writer(comment) == comment.email} - {""}
        # SQLite takes the index of the rows that have an address only where the query says so too.
        under = Q(email__in=addresses, proof=Comment.Proof.ADDRESS, user=None) & ~Q(email="")
        for who in (Q(user__in=accounts) if accounts else None, under if addresses else None):
            if who is not None:
                self._read(who)

    def of(self, comment: Comment) -> Recalled:
        key = writer(comment)
        rows = self.by_writer.get(key, []) if key else []
        return Recalled([row for row in rows if row.pk != comment.pk and row.submitted_at <= comment.submitted_at])

    def _read(self, who: Q) -> None:
        looked_at = Exists(Event.objects.filter(comment=OuterRef("pk")))
        rows = Comment.objects.filter(who).order_by("-submitted_at", "-pk").annotate(is_looked_at=looked_at)
        for user_id, email, *row in rows.values_list("user", "email", *Earlier._fields)[:MOST]:
            self.by_writer[user_id or email].append(Earlier(*row))


@dataclass(frozen=True)
class Recalled:
    """What came before one comment, the newest first. It answers as `drafts.History` does."""

    rows: Sequence[Earlier]

    def approved(self, most: int) -> int:
        shown = [row for row in self.rows if row.status == Status.APPROVED and row.kind == Comment.Kind.COMMENT]
        return min(len(shown), most)

    def decided(self, most: int) -> Sequence[str]:
        return [row.status for row in self.rows if row.is_decided][:most]

    def reported(self, least: int) -> bool:
        found = reports.by_proven_people().filter(comment__in=[row.pk for row in self.rows[:500]]).order_by()
        people = found.values("comment").annotate(people=Count("user", distinct=True))
        return bool(self.rows) and people.filter(people__gte=least).exists()


def writer(comment: Comment) -> Writer:
    """Who it is by, as far as that is proven; "" where it is not."""
    if comment.user_id:
        return comment.user_id
    return comment.email if comment.proof == Comment.Proof.ADDRESS else ""
