"""What the rules are given to look at: a comment that is about to begin, and its writer's history here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import Count, Exists, OuterRef, Q

from comments import names, reports
from comments.models import Comment, Event, Status
from comments.rules import linking, sources

if TYPE_CHECKING:
    from blog.posts.models import Post
    from comments.rules.sources import Judgement, Match, Sources, Standing

FAST = 15  # letters a second: the fastest typists write ten
RATE_OF = 20  # latest decisions that a writer's rate is taken of
DECIDED = (Status.APPROVED, Status.DECLINED, Status.SPAM, Status.REMOVED)
BY_RULE = (Comment.HeldFor.DISALLOWED, Comment.HeldFor.FILTER)  # filed as spam, and nobody has looked


class History(Protocol):
    """What became of the other comments of a writer, as far as it is proven whose they are."""

    def approved(self, most: int) -> int:
        """How many were, counted up to `most`."""

    def decided(self, most: int) -> Sequence[str]:
        """The statuses of those decided last."""

    def reported(self, least: int) -> bool:
        """Have so many people reported one of them, which nobody has answered yet?"""


@dataclass(frozen=True)
class Stored:
    """The history of a comment's writer in the database. Nothing counts of who has proven nothing."""

    comment: Comment

    def approved(self, most: int) -> int:
        return self._others().shown()[:most].count() if self.comment.is_proven and most else 0

    def decided(self, most: int) -> Sequence[str]:
        if not self.comment.is_proven:
            return []
        unread = Q(status=Status.SPAM, held_for__in=BY_RULE) & ~Exists(Event.objects.filter(comment=OuterRef("pk")))
        decided = self._others().filter(~unread, status__in=DECIDED)
        return list(decided.order_by("-submitted_at", "-pk").values_list("status", flat=True)[:most])

    def reported(self, least: int) -> bool:
        if not self.comment.is_proven:
            return False
        found = reports.by_proven_people().filter(comment__in=self._others().order_by().values("pk"))
        people = found.order_by().values("comment").annotate(people=Count("user", distinct=True))
        return people.filter(people__gte=least).exists()

    def _others(self) -> Any:
        return Comment.objects.order_by().exclude(pk=self.comment.pk).filter(same_writer(self.comment))


def same_writer(comment: Comment) -> Q:
    if comment.user_id:
        return Q(user=comment.user_id)
    # SQLite takes the index of the rows that have an address only where the query says so too.
    return Q(email=comment.email, proof=Comment.Proof.ADDRESS) & ~Q(email="")


@dataclass
class Draft:
    """A comment before it has a status. `recalled`: findings of the day it was sent, which stand for these rules."""

    comment: Comment
    post: Post
    is_staff: bool = False
    rests: bool = False
    typed: int | None = None  # seconds from the first letter to sending, where a script measured them
    history: History | None = None  # else what is stored
    sources: Sources = field(default_factory=sources.current)
    recalled: Mapping[str, tuple[bool, dict[str, Any]]] = field(default_factory=dict)

    @property
    def past(self) -> History:
        return self.history or Stored(self.comment)

    @cached_property
    def link_hosts(self) -> list[str]:
        return linking.foreign_hosts(self.comment.body_html)

    @cached_property
    def owner(self) -> names.Owner | None:
        return names.owner_of_name_of(self.comment)

    @cached_property
    def matches(self) -> Sequence[Match]:
        if self.sources.matches is None:
            return []
        comment = self.comment
        fields = {
            "text": comment.body,
            "name": comment.name,
            "email": comment.email,
            "website": comment.website,
            "link_hosts": tuple(self.link_hosts),
            "html": comment.body_html,
        }
        return self.sources.matches(fields, self.post)

    @cached_property
    def judgement(self) -> Judgement | None:
        return self.sources.judge(self.comment, self.signals) if self.sources.judge else None

    @property
    def is_fast(self) -> bool | None:
        """Typed faster than people type; None where nothing measured it."""
        return None if self.typed is None else len(self.comment.body) > FAST * max(self.typed, 1)

    @property
    def signals(self) -> dict[str, str]:
        """What the form tells beside the words."""
        return {} if self.is_fast is None else {"typed": "fast" if self.is_fast else "usual"}

    @cached_property
    def standing(self) -> Standing | None:
        return self.sources.standing(self.comment) if self.sources.standing else None

    def settle(self) -> None:
        """The comment is stored: those who were asked may keep what they said of it."""
        if self.sources.keep and not self.is_staff:
            self.sources.keep(self.comment, self.signals)
        if self.sources.count and self.matches:
            self.sources.count(self.matches)

    @cached_property
    def decided(self) -> Sequence[str]:
        return self.past.decided(RATE_OF)
