"""The histories of many writers at once, each as it was when the comment in question was sent."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from comments import reports
from comments.models import Comment, Event, Status
from comments.rules.drafts import BY_RULE, DECIDED

MOST = 20_000  # comments read, the newest first: so much says enough about anybody
AS_MANY = 500  # of one writer, before one comment
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
    """Everything by these writers: a query for the accounts, one for the addresses, and one for reports if asked."""

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
        later = bisect_left(rows, -comment.submitted_at.timestamp(), key=lambda row: -row.submitted_at.timestamp())
        return Recalled([row for row in rows[later : later + AS_MANY] if row.pk != comment.pk], self)

    @cached_property
    def people_reporting(self) -> dict[int, int]:
        """By comment, how many have reported it and are not answered yet: the latest of them, of anybody's."""
        found = reports.by_proven_people().order_by("-pk").values_list("comment", "user")[:MOST]
        return Counter(comment_id for comment_id, _user_id in set(found))

    def _read(self, who: Q) -> None:
        looked_at = Exists(Event.objects.filter(comment=OuterRef("pk")))
        rows = Comment.objects.filter(who).order_by("-submitted_at", "-pk").annotate(is_looked_at=looked_at)
        for user_id, email, *row in rows.values_list("user", "email", *Earlier._fields)[:MOST]:
            self.by_writer[user_id or email].append(Earlier(*row))


@dataclass(frozen=True)
class Recalled:
    """What came before one comment, the newest first. It answers as `drafts.History` does."""

    rows: Sequence[Earlier]
    archive: Archive

    def approved(self, most: int) -> int:
        shown = [row for row in self.rows if row.status == Status.APPROVED and row.kind == Comment.Kind.COMMENT]
        return min(len(shown), most)

    def decided(self, most: int) -> Sequence[str]:
        return [row.status for row in self.rows if row.is_decided][:most]

    def reported(self, least: int) -> bool:
        return any(self.archive.people_reporting.get(row.pk, 0) >= least for row in self.rows)


def writer(comment: Comment) -> Writer:
    """Who it is by, as far as that is proven; "" where it is not."""
    if comment.user_id:
        return comment.user_id
    return comment.email if comment.proof == Comment.Proof.ADDRESS else ""
