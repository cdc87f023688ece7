"""Which moves of an act can be taken back, and what stands in the way of the others."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import F
from django.utils import timezone

from .models import Act, Comment, Event, Status
from .transitions import Asker, allowed

BATCH = 500  # comments a query names


def undoable_events(act: uuid.UUID, only: Iterable[int] | None = None) -> dict[int, Event]:
    """By comment, the moves of an act that have not been taken back."""
    events = Event.objects.filter(act=act).exclude(from_status=F("to_status"))
    if only is not None:
        events = events.filter(comment__in=list(only))
    found = {event.comment_id: event for event in events}
    since = events_since(found)
    return {pk: event for pk, event in found.items() if event.pk not in taken_back(since.get(pk, []))}


def settle(act_id: uuid.UUID) -> None:
    """Note of an act whether anything of it stands. Taking an undo back makes what it had undone stand again."""
    act = Act.objects.filter(pk=act_id).first()
    if act is None:
        return
    undone_at = None if undoable_events(act_id) else act.undone_at or timezone.now()
    if undone_at != act.undone_at:
        Act.objects.filter(pk=act_id).update(undone_at=undone_at)
    if act.undoes_id:
        settle(act.undoes_id)


def why_not_undone(comment: Comment, event: Event, since: Sequence[Event], capacities: frozenset[Asker]) -> str:
    """Why a move would not be taken back now, as in `Skipped`; "" where it would. `since`: the later events."""
    gone = taken_back(since)
    standing = [later for later in since if later.pk not in gone]
    moved = standing if event.undoes_id else [later for later in standing if later.undoes_id is None]
    if comment.status != event.to_status or moved or event.pk in gone:
        return "changed"
    if event.from_status == Status.APPROVED and comment.is_reworded_since(event.at):
        return "reworded"  # nobody has read what would be on the page
    return "" if allowed(comment.status, event.from_status, capacities) else "forbidden"


def events_since(events: Mapping[int, Event]) -> dict[int, list[Event]]:
    """By comment, the moves made after the one named for it, in their order."""
    found: dict[int, list[Event]] = defaultdict(list)
    keys = list(events)
    for start in range(0, len(keys), BATCH):
        rows = Event.objects.filter(comment__in=keys[start : start + BATCH]).exclude(from_status=F("to_status"))
        for event in rows.order_by("pk"):
            if event.pk > events[event.comment_id].pk:
                found[event.comment_id].append(event)
    return found


def taken_back(events: Sequence[Event]) -> set[int]:
    """Keys of the events that a later one of these undoes, unless that one is undone itself."""
    gone: set[int] = set()
    for event in reversed(events):
        if event.undoes_id and event.pk not in gone:
            gone.add(event.undoes_id)
    return gone
