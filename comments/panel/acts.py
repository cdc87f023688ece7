"""What can be done with a comment in the panel: which acts are offered, doing them, saying what was done."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import BigAutoField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blog import markup
from comments import moderation
from comments.ledger import Undone
from comments.models import Comment, Event, Status
from comments.moderation import Asker, Outcome, Skipped
from comments.panel.scope import scope

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from accounts.models import User

MAX_REASON = 500  # characters: a sentence or three for the colleagues, not an essay


@dataclass(frozen=True)
class Act:
    """One button: its name in forms, where it leads, its words, and the key that presses it."""

    code: str
    to: Status
    label: str | _StrPromise
    key: str = ""


ACTS = {
    act.code: act
    for act in (
        Act("approve", Status.APPROVED, gettext_lazy("Approve"), "A"),
        Act("decline", Status.DECLINED, gettext_lazy("Decline"), "D"),
        Act("spam", Status.SPAM, gettext_lazy("Spam"), "S"),
        Act("remove", Status.REMOVED, gettext_lazy("Remove"), "X"),
        Act("hold", Status.PENDING, gettext_lazy("Hold again"), "H"),
    )
}
# What is wanted most comes first; the rest of what is allowed stands behind "More".
_FIRST = {
    Status.PENDING: ("approve", "decline", "spam"),
    Status.APPROVED: ("remove", "spam", "hold"),
    Status.DECLINED: ("approve", "hold"),
    Status.SPAM: ("approve", "hold"),
    Status.REMOVED: ("approve", "hold"),
    Status.WITHDRAWN: (),
}


def offered(status: str, capacities: Iterable[Asker]) -> list[Act]:
    """Every act the server would accept for a comment of this status, the usual ones first."""
    first = _FIRST[Status(status)]
    codes = [*first, *(code for code in ACTS if code not in first)]
    return [ACTS[code] for code in codes if moderation.allowed(status, ACTS[code].to, capacities)]


def usual(status: str, capacities: Iterable[Asker]) -> tuple[list[Act], list[Act]]:
    """What is offered, parted into the usual acts and the rest."""
    acts = offered(status, capacities)
    first = _FIRST[Status(status)]
    return [act for act in acts if act.code in first], [act for act in acts if act.code not in first]


def may_answer(comment: Comment) -> bool:
    """Would a decider's answer to this comment be taken? (`submission.answer` asks the same.)"""
    return comment.kind == Comment.Kind.COMMENT and comment.status in {Status.PENDING, Status.APPROVED}


def perform(act: Act, picked: Mapping[int, str | None], *, by: User, reason: str = "") -> Outcome:
    """Do one act to comments; `picked` maps each to what was looked at."""
    theirs = scope(by)
    known = [pk for pk in picked if abs(pk) <= BigAutoField.MAX_BIGINT]
    own = set() if theirs is None else set(theirs.filter(pk__in=known).order_by().values_list("pk", flat=True))
    reason = markup.clean_text(reason).strip()[:MAX_REASON]
    outcome = moderation.moderate([pk for pk in picked if pk in own], act.to, by=by, reason=reason, seen=picked)
    # What somebody may not decide on is not told apart from what is not there.
    outcome.skipped += [Skipped(pk, "gone") for pk in picked if pk not in own]
    return outcome


def undoable(comment: Comment, event: Event | None, capacities: frozenset[Asker]) -> bool:
    """Would undoing this event, the latest of its comment, be accepted?"""
    if event is None or not event.from_status or comment.status != event.to_status:
        return False
    if event.role == Asker.WRITER:  # theirs to take back; staff decide anew
        return False
    return moderation.allowed(event.to_status, event.from_status, capacities)


@dataclass(frozen=True)
class Notice:
    """One sentence about what was done, with the act that it offers to undo."""

    text: str
    level: str = "success"
    act: uuid.UUID | None = None
    answer: int | None = None  # a comment of one's own that undoing takes back as well
    focus: int | None = None  # the card to go to after undoing


def notices(act: Act, outcome: Outcome, *, by: User) -> list[Notice]:
    names = dict(Comment.objects.filter(pk__in=_spoken_of(outcome)).order_by().values_list("pk", "name"))
    said = []
    if outcome.changed:
        (focus, *_rest) = outcome.changed
        said.append(Notice(_done(act.to, outcome.changed, names), act=outcome.act, focus=focus))
    said += _left(outcome.skipped, names, by)
    return said


def undo_notices(outcome: Outcome) -> list[Notice]:
    said = []
    if outcome.changed:
        count = len(outcome.changed)
        text = ngettext(
            "Undone. The comment is what it was before.",
            "Undone. %(count)d comments are what they were before.",
            count,
        )
        said.append(Notice(text % {"count": count}))
    unread = [left for left in outcome.skipped if left.why == "reworded"]
    said += _left_for(unread)
    if count := len(outcome.skipped) - len(unread):
        text = ngettext(
            "One comment has moved on since and was left as it is.",
            "%(count)d comments have moved on since and were left as they are.",
            count,
        )
        said.append(Notice(text % {"count": count}, "warning"))
    return said or [Notice(_("There was nothing left to undo."), "warning")]


def undone_notices(undone: Undone) -> list[Notice]:
    """What undoing something that is no move of comments did, and what it left."""
    said = [Notice(_("Undone."))] if undone.is_changed else []
    said += [Notice(left, "warning") for left in undone.left]
    return said or [Notice(_("There was nothing left to undo."), "warning")]


def _spoken_of(outcome: Outcome) -> list[int]:
    """A sentence names somebody only where it is about one comment."""
    found = outcome.changed if len(outcome.changed) == 1 else []
    return [*found, *(skipped.comment_id for skipped in outcome.skipped if len(outcome.skipped) == 1)]


def _done(to: Status, changed: list[int], names: Mapping[int, str]) -> str:
    one, many = {
        Status.APPROVED: (_("Approved %(name)s’s comment."), _("Approved %(count)d comments.")),
        Status.DECLINED: (_("Declined %(name)s’s comment."), _("Declined %(count)d comments.")),
        Status.SPAM: (_("Marked %(name)s’s comment as spam."), _("Marked %(count)d comments as spam.")),
        Status.REMOVED: (_("Removed %(name)s’s comment."), _("Removed %(count)d comments.")),
        Status.PENDING: (_("%(name)s’s comment is held again."), _("%(count)d comments are held again.")),
    }[to]
    if len(changed) == 1:
        return one % {"name": names.get(changed[0], "")}
    return many % {"count": len(changed)}


def _left(skipped: list[Skipped], names: Mapping[int, str], by: User) -> list[Notice]:
    if len(skipped) == 1:
        return [_left_one(skipped[0], names.get(skipped[0].comment_id, ""), by)]
    return _left_for(skipped)


def _left_for(skipped: list[Skipped]) -> list[Notice]:
    """A sentence for each reason."""
    said = []
    for why, (one, many) in _WHY.items():
        if count := sum(_WHY_GROUP.get(left.why, left.why) == why for left in skipped):
            said.append(Notice((one if count == 1 else many) % {"count": count}, "warning"))
    return said


def _left_one(skipped: Skipped, name: str, by: User) -> Notice:
    if skipped.why in {"gone", "reworded"}:
        return Notice(str(_WHY[skipped.why][0]), "warning")
    state = Status(skipped.status).label.lower()
    if not skipped.by:
        return Notice(_("%(name)s’s comment is %(state)s already.") % {"name": name, "state": state}, "warning")
    event = Event.objects.filter(comment=skipped.comment_id).order_by("-pk").first()
    if event and event.actor_id == by.pk:
        text = _("You have decided already: %(name)s’s comment is %(state)s.")
    else:
        text = _("%(by)s was first: %(name)s’s comment is %(state)s.")
    text %= {"by": skipped.by, "name": name, "state": state}
    comment = Comment.objects.select_related("discussion__post", "discussion__defaults").get(pk=skipped.comment_id)
    can_undo = undoable(comment, event, moderation.askers(by, comment))
    return Notice(text, "warning", event.act if event and can_undo else None)


_WHY_GROUP = {"already": "decided"}
_WHY = {
    "decided": (
        gettext_lazy("One comment had been decided meanwhile and was left as it is."),
        gettext_lazy("%(count)d comments had been decided meanwhile and were left as they are."),
    ),
    "forbidden": (
        gettext_lazy("One comment cannot be moved there and was left as it is."),
        gettext_lazy("%(count)d comments cannot be moved there and were left as they are."),
    ),
    "reworded": (
        gettext_lazy("One comment was changed by its writer meanwhile. Read it again before it is published."),
        gettext_lazy(
            "%(count)d comments were changed by their writers meanwhile. Read them before they are published."
        ),
    ),
    "gone": (
        gettext_lazy("One comment is not there, or not yours to decide."),
        gettext_lazy("%(count)d comments are not there, or not yours to decide."),
    ),
}
