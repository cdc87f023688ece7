"""The life of a comment: which moves there are, who may make them, making and undoing them.

`moderate()` and `undo()` are the only writers of `status` after insertion. A move, its event and
the counters share one transaction that holds the row of every discussion concerned, taken in
order of key, so that two moderators never wait for each other in a circle.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import BigAutoField, Case, DateTimeField, Exists, OuterRef, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.crypto import salted_hmac

from . import notifications, tally
from .models import Comment, Discussion, Event, Status
from .tree import lock

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

BATCH = 500  # comments an UPDATE names


class Asker(StrEnum):
    """In what capacity somebody asks for a move."""

    MODERATOR = "moderator"
    AUTHOR = "author"  # of the article, where authors decide on their own discussions
    WRITER = "writer"  # of the comment


_STAFF = frozenset({Asker.MODERATOR, Asker.AUTHOR})
_WRITER = frozenset({Asker.WRITER})
_DECIDED = (Status.PENDING, Status.APPROVED, Status.DECLINED, Status.SPAM, Status.REMOVED)

# Staff decide and decide again, so that any decision can be taken back. What its writer withdrew
# stays withdrawn: nobody publishes it against their will. A writer takes back what is waiting,
# shown or declined; what a moderator removed keeps saying so. What was withdrawn or declined its
# writer may send again, changed or not: it is read before it is shown.
TRANSITIONS: dict[tuple[Status, Status], frozenset[Asker]] = {
    **{(old, new): _STAFF for old in _DECIDED for new in _DECIDED if old != new},
    (Status.PENDING, Status.WITHDRAWN): _WRITER,
    (Status.APPROVED, Status.WITHDRAWN): _WRITER,
    (Status.DECLINED, Status.WITHDRAWN): _WRITER,
    (Status.WITHDRAWN, Status.PENDING): _WRITER,
    (Status.DECLINED, Status.PENDING): _STAFF | _WRITER,
}


@dataclass(frozen=True)
class Skipped:
    """A comment that was left as it is, and why: `gone`, `forbidden`, `already`, `decided`, `reworded` or `changed`."""

    comment_id: int
    why: str
    status: str = ""
    by: str = ""


@dataclass
class Outcome:
    """What one act did. `act` names it for undo; empty `changed` means that nothing was done."""

    act: uuid.UUID = field(default_factory=uuid.uuid4)
    changed: list[int] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def askers(user: User | AnonymousUser, comment: Comment) -> frozenset[Asker]:
    """Every capacity in which this person may ask about this comment. What rests has none but its writer to ask."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    found = set()
    if can_moderate(user) and comment.is_awake:
        found.add(Asker.MODERATOR)
    if _authored(user, comment.discussion) and comment.is_awake:
        found.add(Asker.AUTHOR)
    if comment.user_id == user.pk:
        found.add(Asker.WRITER)
    return frozenset(found)


def can_moderate(user: User | AnonymousUser) -> bool:
    """May this person decide on comments anywhere on the site?"""
    return user.is_active and user.is_staff and user.has_perm("comments.moderate_comment")


def can_moderate_discussion(user: User | AnonymousUser, discussion: Discussion) -> bool:
    return can_moderate(user) or (user.is_authenticated and _authored(user, discussion))


def allowed(old: str, new: str, capacities: Iterable[Asker]) -> bool:
    """Is this move in the table for somebody asking in these capacities?"""
    return not TRANSITIONS.get((Status(old), Status(new)), frozenset()).isdisjoint(capacities)


def as_seen(status: str, body_html: str) -> str:
    """What a decider is shown of a comment, in a word that comes back with the decision.

    Keyed: else its writer could look for another wording with the same mark, and change it unseen.
    """
    return f"{status}:{salted_hmac('comments.seen', body_html, algorithm='sha256').hexdigest()[:16]}"


def is_reworded(comment: Comment, seen: str) -> bool:
    """Does the comment say something else than what was looked at? A status alone says nothing of the wording."""
    return ":" in seen and seen != as_seen(seen.partition(":")[0], comment.body_html)


def moderate(
    comment_ids: Iterable[int],
    to: Status,
    *,
    by: User | None,
    reason: str = "",
    seen: str | Mapping[int, str | None] | None = None,
    capacities: frozenset[Asker] | None = None,
) -> Outcome:
    """Move comments to a status; what cannot be moved is skipped and reported, never an error.

    `seen` is what the decider was looking at (`as_seen()`, or the status alone), of all or by comment: where
    somebody decided first, theirs stands; and what its writer has changed since is not published unread.
    `capacities` speaks for somebody without an account (the writer, by a signed link).
    """
    act = _Act(by, reason, capacities)

    def judge(comment: Comment, _latest: int | None) -> str:
        if comment.status == to:
            return "already"
        expected = seen.get(comment.pk) if isinstance(seen, Mapping) else seen
        if expected is not None and comment.status != expected.partition(":")[0]:
            return "decided"
        if expected is not None and to == Status.APPROVED and is_reworded(comment, expected):
            return "reworded"
        return "" if allowed(comment.status, to, act.askers(comment)) else "forbidden"

    return _apply(act, dict.fromkeys(comment_ids, to), judge)


def undo(act: uuid.UUID, *, by: User) -> Outcome:
    """Put each comment of an act back to the status it had, as an act of its own.

    A comment that has moved on since is skipped and reported.
    """
    events = {e.comment_id: e for e in Event.objects.filter(act=act, undone_by=None)}

    def judge(comment: Comment, latest: int | None) -> str:
        event = events[comment.pk]
        if comment.status != event.to_status or latest != event.pk:
            return "changed"
        return "" if allowed(comment.status, event.from_status, askers(by, comment)) else "forbidden"

    targets = {pk: Status(event.from_status) for pk, event in events.items()}
    return _apply(_Act(by, undoes=events), targets, judge)


def last_act(user: User) -> uuid.UUID | None:
    """This person's latest act that is not an undo and has not been undone, not even in part."""
    undone = Event.objects.filter(act=OuterRef("act"), undone_by__isnull=False)
    acts = Event.objects.filter(~Exists(undone), actor=user, undoes=None)
    return acts.order_by("-pk").values_list("act", flat=True).first()


def _authored(user: User, discussion: Discussion) -> bool:
    return (
        discussion.post.author_id == user.pk
        and user.is_staff
        and user.has_perm("posts.change_post")
        and discussion.defaults.authors_moderate
    )


@dataclass(frozen=True)
class _Act:
    """Who acts, why, in what capacity where no account says it, and which events it takes back."""

    by: User | None
    reason: str = ""
    capacities: frozenset[Asker] | None = None
    undoes: Mapping[int, Event] = field(default_factory=dict)

    def askers(self, comment: Comment) -> frozenset[Asker]:
        if self.capacities is not None:
            return self.capacities if comment.is_awake else self.capacities & _WRITER
        return askers(self.by, comment) if self.by else frozenset()


def _apply(act: _Act, targets: Mapping[int, Status], judge: Callable[[Comment, int | None], str]) -> Outcome:
    """Make the moves that `judge` has nothing against; it is given the comment and its latest event."""
    outcome = Outcome()
    with transaction.atomic():
        for discussion, comments in _locked_by_discussion(targets, outcome):
            latest = _latest_events(comments) if act.undoes else {}
            moves = []
            for comment in comments:
                if why := judge(comment, latest.get(comment.pk)):
                    outcome.skipped.append(_skipped(comment, why))
                else:
                    moves.append((comment, targets[comment.pk]))
            _move(discussion, moves, outcome, act)
    return outcome


def _locked_by_discussion(
    targets: Mapping[int, Status], outcome: Outcome
) -> Iterable[tuple[Discussion, list[Comment]]]:
    """Each discussion with its comments, read under its lock; what is not there any more is skipped."""
    gone = dict.fromkeys(targets)
    ids = [pk for pk in targets if abs(pk) <= BigAutoField.MAX_BIGINT]  # what no database can hold, none holds
    found = Comment.objects.filter(pk__in=ids).values_list("discussion_id", flat=True)
    for discussion_id in sorted(set(found.order_by())):
        discussion = lock(discussion_id)
        rows = Comment.objects.filter(discussion=discussion, pk__in=ids).order_by("pk")
        comments = list(rows.defer("body", "body_html").select_related("user"))
        for comment in comments:
            comment.discussion = discussion
            del gone[comment.pk]
        yield discussion, comments
    outcome.skipped += [Skipped(pk, "gone") for pk in gone]


def _move(discussion: Discussion, moves: list[tuple[Comment, Status]], outcome: Outcome, act: _Act) -> None:
    steps, events = [], []
    for comment, to in moves:
        was_shown, old = comment.is_shown, comment.status
        comment.status = to
        steps.append((comment, comment.is_shown - was_shown))
        events.append(_event(comment, old, outcome.act, act))
    _write_statuses(moves, {event.comment_id: event.from_status for event in events})
    Event.objects.bulk_create(events, batch_size=BATCH)
    outcome.changed += [comment.pk for comment, _ in moves]
    notifications.owe_after(comment for comment, _ in moves)
    _wait_anew(events)
    if any(comment.kind == Comment.Kind.MENTION for comment, _ in moves):
        tally.count_mentions(discussion)
    if any(step for _comment, step in steps):
        tally.change(discussion, [(comment, step) for comment, step in steps if step])
    elif moves:
        tally.touch(discussion)  # a tombstone may now say something else


def _write_statuses(moves: list[tuple[Comment, Status]], old: Mapping[int, str]) -> None:
    """Compare and set: each row must still have the status it was judged by."""
    groups: dict[tuple[str, Status], list[int]] = defaultdict(list)
    for comment, to in moves:
        groups[old[comment.pk], to].append(comment.pk)
    for (before, to), pks in groups.items():
        for start in range(0, len(pks), BATCH):
            chunk = pks[start : start + BATCH]
            if Comment.objects.filter(pk__in=chunk, status=before).update(status=to, **_moments(to)) != len(chunk):
                raise RuntimeError("A status changed although its discussion was locked.")


def _moments(to: Status) -> dict[str, Any]:
    """Readers see it from now on, later than it was sent; only the first time is news, and word of it is owed."""
    if to != Status.APPROVED:
        return {"tell_at": None}
    moment = notifications.moment()
    untold = moment and Case(When(told_at=None, then=Value(moment)), default=None, output_field=DateTimeField())
    return {"shown_at": Coalesce("shown_at", timezone.now()), "tell_at": untold}


def _wait_anew(events: Iterable[Event]) -> None:
    """What its writer sends again is news to those who decide; what a decider holds again is not."""
    sent = [event.comment_id for event in events if event.to_status == Status.PENDING and event.role == Asker.WRITER]
    if sent:
        Comment.objects.filter(pk__in=sent).update(announced_at=None)


def _event(comment: Comment, old: str, act_id: uuid.UUID, act: _Act) -> Event:
    return Event(
        comment=comment,
        act=act_id,
        actor=act.by,
        role=_capacity(old, comment.status, act.askers(comment)),
        from_status=old,
        to_status=comment.status,
        reason=act.reason,
        undoes=act.undoes.get(comment.pk),
        at=timezone.now(),
    )


def _capacity(old: str, new: str, found: frozenset[Asker]) -> str:
    """The capacity that the move was made in: a moderator who withdraws their own words is its writer."""
    return next((asker for asker in Asker if asker in found and allowed(old, new, {asker})), "")


def _skipped(comment: Comment, why: str) -> Skipped:
    event = comment.events.select_related("actor").order_by("-pk").first()
    by = event.actor.name if event and event.actor else ""
    return Skipped(comment.pk, why, comment.status, by)


def _latest_events(comments: Iterable[Comment]) -> dict[int, int]:
    rows = Event.objects.filter(comment__in=list(comments)).order_by("pk").values_list("comment_id", "pk")
    return dict(rows)
