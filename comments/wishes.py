"""Who is to hear of a comment by mail, and why: one rule, asked when word of it is owed and again when it is sent.

The more special reason counts, and with it its pace: who follows a thread daily and the whole
discussion at once hears of the thread daily. A muted thread silences all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db.models import F, Q

from blog.mail.models import address_mark

from . import following, readers
from .models import Comment, Subscription
from .people import silences
from .people.silences import Silences
from .readers import Reader

Scope, Pace = Subscription.Scope, Subscription.Pace
ORDER = (Scope.REPLIES, Scope.THREAD, Scope.DISCUSSION, Scope.AUTHOR)


@dataclass(frozen=True)
class Wish:
    """One person, known by one address, wants to hear of a comment, for this reason and so often."""

    reader: Reader
    scope: str
    pace: str


@dataclass(frozen=True)
class Follower:
    """Everything that whoever reads one address asked for, read once and asked about many comments."""

    address: str
    readers: list[Reader] = field(default_factory=list)
    rows: list[Subscription] = field(default_factory=list)
    silences: Silences = field(default_factory=Silences)

    @classmethod
    def at(cls, address: str) -> Follower:
        found = readers.at(address)
        rows = Subscription.objects.filter(following.any_of(found)).select_related("user", "commenter", "root")
        return cls(address, found, list(rows), silences.all_of_them(with_past=True))

    def wish(self, comment: Comment) -> Wish | None:
        if not self.readers or self._wrote(comment) or self.is_silenced(comment.told_at):
            return None
        met = [_wish(row) for row in self.rows if _is_met(row, comment)]
        answered = [reader for reader in self.readers if _is_answered(reader, comment.parent)]
        return _best(met + [Wish(reader, Scope.REPLIES, self._answers_pace()) for reader in answered])

    def is_silenced(self, told_at: datetime | None = None) -> bool:
        """Blocked now, or when this was told to everybody else: what was missed then is not sent later."""
        return self.silences.holds_for(self.address, self.readers, at=[told_at] if told_at else ())

    @property
    def gets_articles_daily(self) -> bool:
        return any(row.scope == Scope.ARTICLES and row.pace == Pace.DAILY for row in self.rows)

    def _wrote(self, comment: Comment) -> bool:
        return any(reader.wrote(comment) for reader in self.readers)

    def _answers_pace(self) -> str:
        return next((row.pace for row in self.rows if row.scope == Scope.REPLIES), Pace.AT_ONCE)


def of_all(comment: Comment) -> list[Wish]:
    """One for each address that is to hear of it; never its writer's, where that is proven: a typed one may be anybody's."""
    by_mark: dict[str, list[Wish]] = defaultdict(list)
    for wish in [*_of_followers(comment), *_of_answered(comment)]:
        by_mark[address_mark(wish.reader.address)].append(wish)
    if writer := readers.writer_of(comment):
        by_mark.pop(address_mark(writer.address), None)
    held = silences.all_of_them()
    wanted = [best for found in by_mark.values() if (best := _best(found))]
    return [wish for wish in wanted if not held.holds_for(wish.reader.address, [wish.reader])]


def _of_followers(comment: Comment) -> Iterable[Wish]:
    here = Subscription.objects.filter(discussion=comment.discussion_id)
    rows = here.filter(Q(root=None) | Q(root__tree_id=comment.tree_id)).select_related("user", "commenter", "root")
    met = [row for row in rows if _is_met(row, comment)]
    proven = _proven({row.user_id for row in met if row.user_id})
    return (_wish(row) for row in met if row.commenter_id or row.user_id in proven)


def _of_answered(comment: Comment) -> Iterable[Wish]:
    """Who wrote what this answers, where they asked to be told."""
    parent = comment.parent
    reader = readers.writer_of(parent) if parent and parent.wants_news and parent.is_shown else None
    return [Wish(reader, Scope.REPLIES, following.answers_pace([reader]))] if reader else []


def _wish(row: Subscription) -> Wish:
    return Wish(Reader(row.user, row.commenter), row.scope, row.pace)


def _is_met(row: Subscription, comment: Comment) -> bool:
    if row.scope == Scope.THREAD:
        return row.root is not None and row.root.tree_id == comment.tree_id
    if row.discussion_id != comment.discussion_id:
        return False
    return row.scope == Scope.DISCUSSION or (row.scope == Scope.AUTHOR and comment.role == Comment.Role.AUTHOR)


def _is_answered(reader: Reader, parent: Comment | None) -> bool:
    return parent is not None and parent.wants_news and parent.is_shown and reader.wrote(parent)


def _proven(users: set[int]) -> set[int]:
    """Which of these accounts may be written to: active, and with an address that their owner proved."""
    active = get_user_model().objects.filter(pk__in=users, is_active=True)
    proven = active.filter(emailaddress__verified=True, emailaddress__email__iexact=F("email"))
    return set(proven.values_list("pk", flat=True))


def _best(found: list[Wish]) -> Wish | None:
    if any(wish.scope == Scope.THREAD and wish.pace == Pace.NEVER for wish in found):
        return None
    wanted = [wish for wish in found if wish.pace != Pace.NEVER]
    return min(wanted, key=lambda wish: ORDER.index(Scope(wish.scope)), default=None)
