"""The life of a comment: which moves there are, who may make them, making and undoing them.

`moderate()` and `undo()` are the only writers of `status` after insertion. A move, its event and
the counters share one transaction that holds the row of every discussion concerned, taken in
order of key, so that two moderators never wait for each other in a circle.
"""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import BigAutoField, Case, DateTimeField, Exists, OuterRef, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.crypto import salted_hmac

from blog import metrics

from . import ledger, notifications, tally, undoing
from .models import Comment, Discussion, Event, HouseRule, Status
from .spam import lessons
from .transitions import (
    STAFF,
    TRANSITIONS,
    WRITER,
    Asker,
    allowed,
    askers,
    can_moderate,
    can_moderate_discussion,
)
from .tree import lock

if TYPE_CHECKING:
    from accounts.models import User

__all__ = [
    "TRANSITIONS",
    "Asker",
    "Ground",
    "Outcome",
    "Skipped",
    "allowed",
    "as_seen",
    "askers",
    "can_moderate",
    "can_moderate_discussion",
    "is_reworded",
    "last_act",
    "moderate",
    "undo",
]

BATCH = 500  # comments an UPDATE names


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


def as_seen(status: str, body_html: str) -> str:
    """What a decider is shown of a comment, in a word that comes back with the decision.

    Keyed: else its writer could look for another wording with the same mark, and change it unseen.
    """
    return f"{status}:{salted_hmac('comments.seen', body_html, algorithm='sha256').hexdigest()[:16]}"


def is_reworded(comment: Comment, seen: str) -> bool:
    """Does the comment say something else than what was looked at? A status alone says nothing of the wording."""
    return ":" in seen and seen != as_seen(seen.partition(":")[0], comment.body_html)


def moderate(  # noqa: PLR0913 -- each says something else of the one act
    comment_ids: Iterable[int],
    to: Status,
    *,
    by: User | None,
    reason: str = "",
    seen: str | Mapping[int, str | None] | None = None,
    capacities: frozenset[Asker] | None = None,
    act: uuid.UUID | None = None,
    ground: Ground | None = None,
    counted_at: datetime | None = None,
) -> Outcome:
    """Move comments to a status; what cannot be moved is skipped and reported, never an error.

    `seen` is what the decider was looking at (`as_seen()`, or the status alone), of all or by comment: where
    somebody decided first, theirs stands; and what its writer has changed since is not published unread.
    `capacities` speaks for somebody without an account (the writer, by a signed link). `act` names what this
    belongs to, where many comments are moved a batch at a time, as they were when they were `counted_at`.
    """
    moving = _Act(by, reason, capacities, key=act, ground=ground or Ground())

    def judge(comment: Comment, _since: Sequence[Event]) -> str:
        if comment.status == to:
            return "already"
        expected = seen.get(comment.pk) if isinstance(seen, Mapping) else seen
        if expected is not None and comment.status != expected.partition(":")[0]:
            return "decided"
        if expected is not None and to == Status.APPROVED and is_reworded(comment, expected):
            return "reworded"
        if counted_at and to == Status.APPROVED and comment.is_reworded_since(counted_at):
            return "reworded"
        return "" if allowed(comment.status, to, moving.askers(comment)) else "forbidden"

    return _apply(moving, dict.fromkeys(comment_ids, to), judge)


def undo(act: uuid.UUID, *, by: User, only: Iterable[int] | None = None, key: uuid.UUID | None = None) -> Outcome:
    """Put each comment of an act back to the status it had, as an act of its own.

    A comment that has moved on since is skipped and reported. What moved it on and was taken back itself does not
    count: so acts can be undone one after the other, the last first. `only` and `key` undo a batch of a large act,
    which is to be settled (`undoing.settle`) after the last.
    """
    events = undoing.undoable_events(act, only)

    def judge(comment: Comment, since: Sequence[Event]) -> str:
        return undoing.why_not_undone(comment, events[comment.pk], since, askers(by, comment))

    targets = {pk: Status(event.from_status) for pk, event in events.items()}
    with transaction.atomic():
        outcome = _apply(_Act(by, undoes=events, key=key), targets, judge)
        if key is None and outcome.changed:
            undoing.settle(act)
    return outcome


def last_act(user: User) -> uuid.UUID | None:
    """This person's latest act that is not an undo and has not been undone, not even in part."""
    undone = Event.objects.filter(act=OuterRef("act"), undone_by__isnull=False)
    acts = Event.objects.filter(~Exists(undone), actor=user, undoes=None)
    return acts.order_by("-pk").values_list("act", flat=True).first()


@dataclass(frozen=True)
class Ground:
    """On what a comment is declined, beside words: by which rule, and whether to be changed and sent again."""

    house_rule: HouseRule | None = None
    asks_change: bool = False


@dataclass(frozen=True)
class _Act:
    """Who acts, why, in what capacity where no account says it, and which events it takes back."""

    by: User | None
    reason: str = ""
    capacities: frozenset[Asker] | None = None
    undoes: Mapping[int, Event] = field(default_factory=dict)
    key: uuid.UUID | None = None
    ground: Ground = field(default_factory=Ground)

    def askers(self, comment: Comment) -> frozenset[Asker]:
        if self.capacities is not None:
            return self.capacities if comment.is_awake else self.capacities & WRITER
        return askers(self.by, comment) if self.by else frozenset()


def _apply(act: _Act, targets: Mapping[int, Status], judge: Callable[[Comment, Sequence[Event]], str]) -> Outcome:
    """Make the moves that `judge` has nothing against; undoing, it is given the comment's later events."""
    outcome = Outcome(act.key or uuid.uuid4())
    with transaction.atomic():
        for discussion, comments in _locked_by_discussion(targets, outcome):
            since = undoing.events_since({c.pk: act.undoes[c.pk] for c in comments}) if act.undoes else {}
            moves = []
            for comment in comments:
                if why := judge(comment, since.get(comment.pk, [])):
                    outcome.skipped.append(_skipped(comment, why))
                else:
                    moves.append((comment, targets[comment.pk]))
            _move(discussion, moves, outcome, act)
        _enter(act, outcome)
    return outcome


def _enter(act: _Act, outcome: Outcome) -> None:
    """What somebody of the house decided stands in the record; what writers do with their own does not."""
    moved = Event.objects.filter(act=outcome.act, comment__in=outcome.changed[:1]).first()
    if moved is None or act.by is None or moved.role not in STAFF:
        return
    ledger.enter(
        ledger.UNDO if act.undoes else moved.to_status,
        by=act.by,
        role=moved.role,
        key=outcome.act,
        reason=act.reason,
        comment_ids=outcome.changed,
        undoes=next(iter(act.undoes.values())).act if act.undoes else None,
    )


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
    transaction.on_commit(partial(_count, [(event.from_status, event.to_status) for event in events]))
    outcome.changed += [comment.pk for comment, _ in moves]
    notifications.owe_after(comment for comment, _ in moves)
    lessons.owe(comment.pk for comment, _ in moves)
    _wait_anew(events)
    if any(comment.kind == Comment.Kind.MENTION for comment, _ in moves):
        tally.count_mentions(discussion)
    if any(step for _comment, step in steps):
        tally.change(discussion, [(comment, step) for comment, step in steps if step])
    elif moves:
        tally.touch(discussion)  # a tombstone may now say something else


def _count(moves: Iterable[tuple[str, str]]) -> None:
    for (before, after), count in Counter(moves).items():
        metrics.count("decisions_total", count, before=str(before), after=str(after))


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
    """What its writer sends again, or readers reported away, is news to those who decide; what a decider holds is not."""
    news = {Asker.WRITER, Asker.HOUSE}
    sent = [event.comment_id for event in events if event.to_status == Status.PENDING and event.role in news]
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
        house_rule=act.ground.house_rule,
        asks_change=act.ground.asks_change or None,
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
