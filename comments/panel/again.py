"""What was declined, changed and sent again: what had been asked for, and what became of the words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from comments.models import Comment, Event, HouseRule, Revision, Status
from comments.moderation import Asker
from comments.panel.changes import Piece, difference


@dataclass(frozen=True)
class Again:
    """The decision that a comment comes back from, and the difference between both wordings; none where it is the same."""

    rule: HouseRule | None
    words: str
    asked: bool
    pieces: list[Piece] = field(default_factory=list)


def sent_again(comments: Sequence[Comment], latest: Mapping[int, Event]) -> dict[int, Again]:
    """By comment, for those that their writers sent again after a decline. Nothing is asked where there are none."""
    back = {comment.pk: comment for comment in comments if _is_back(latest.get(comment.pk))}
    if not back:
        return {}
    declines = Event.objects.filter(comment__in=back, to_status=Status.DECLINED).select_related("house_rule")
    decline = {event.comment_id: event for event in declines.order_by("pk")}
    before = _declined_wordings(decline.values())
    return {
        pk: Again(event.house_rule, event.reason, bool(event.asks_change), _compared(before.get(pk), back[pk].body))
        for pk, event in decline.items()
    }


def _is_back(event: Event | None) -> bool:
    if event is None or event.to_status != Status.PENDING or event.role != Asker.WRITER:
        return False
    return event.from_status == Status.DECLINED


def _declined_wordings(declines: Iterable[Event]) -> dict[int, str]:
    """The first wording that was replaced after the decision is the one that was declined."""
    decided = {event.comment_id: event.at for event in declines}
    rows = Revision.objects.filter(comment__in=decided, state=Revision.State.EARLIER).order_by("-pk")
    found: dict[int, str] = {}
    for comment_id, written_at, body in rows.values_list("comment_id", "written_at", "body"):
        if comment_id not in found and written_at <= decided[comment_id]:
            found[comment_id] = body
    return found


def _compared(before: str | None, now: str) -> list[Piece]:
    return [] if before is None or before == now else list(difference(before, now))
