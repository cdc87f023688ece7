"""The record of what the staff did: every act is entered here, and everything entered can be undone from here.

Acts that move comments are undone by their events (`moderation.undo`). Every other kind of act (a block, a
redaction, a thread that moved ...) registers a `Kind`, which knows what undoing it means.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .models import Act, Comment, Status

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from accounts.models import User

UNDO = "undo"
MOVES = frozenset(Status.values)  # the kind of an act that moved comments is the status it moved them to


@dataclass
class Undone:
    """What undoing did: whether it changed anything, and in sentences what it left as it was."""

    is_changed: bool = False
    left: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Kind:
    """A kind of act that is no move of comments.

    `preview` tells in sentences what undoing would change; `undo` does it, inside a transaction that then marks the act;
    `may_undo` is asked by the button and by the guard.
    """

    code: str
    label: str | _StrPromise
    may_undo: Callable[[Act, User], bool]
    preview: Callable[[Act, User], list[str]]
    undo: Callable[[Act, User], Undone]


_kinds: dict[str, Kind] = {}
LABELS: dict[str, str | _StrPromise] = {
    Status.APPROVED: _("Approved"),
    Status.DECLINED: _("Declined"),
    Status.SPAM: _("Marked as spam"),
    Status.REMOVED: _("Removed"),
    Status.PENDING: _("Held again"),
    Status.WITHDRAWN: _("Withdrawn"),
    UNDO: _("Took back"),
}


def register(kind: Kind) -> None:
    _kinds[kind.code] = kind
    LABELS[kind.code] = kind.label


def kind_of(act: Act) -> Kind | None:
    """None for moves of comments, which `moderation` undoes, and for undoing itself."""
    return _kinds.get(act.kind)


def enter(
    kind: str,
    *,
    by: User | None,
    key: uuid.UUID | None = None,
    comment_ids: Iterable[int] = (),
    undoes: uuid.UUID | None = None,
    **said: Any,
) -> Act:
    """Enter an act in the caller's transaction. Entered again under its key (the next batch), its comments are added up.

    `said`: more fields of `Act` (role, reason, about, before, discussion_id).
    """
    found = list(comment_ids)
    key = key or uuid.uuid4()
    if Act.objects.filter(pk=key).update(comment_count=F("comment_count") + len(found), comment=None):
        return Act.objects.get(pk=key)
    said.setdefault("discussion_id", _discussion_of(found))
    one = found[0] if len(found) == 1 else None
    act = Act(pk=key, number=time.time_ns(), kind=kind, actor=by, comment_count=len(found), comment_id=one, **said)
    act.undoes = Act.objects.filter(pk=undoes).first() if undoes else None
    act.save(force_insert=True)
    return act


def undo(act: Act, *, by: User) -> Undone:
    """Undo an act that is no move of comments, once. The caller has asked `Kind.may_undo`.

    Its row is written last: who erases holds the discussion first too, and then empties acts.
    """
    kind, standing = _kinds[act.kind], Act.objects.filter(pk=act.pk, undone_at=None)
    with transaction.atomic():
        undone = kind.undo(act, by) if standing.exists() else Undone()
        if undone.is_changed:
            if not standing.update(undone_at=timezone.now()):
                transaction.set_rollback(True)  # somebody else undid it in the same moment
                return Undone()
            act.refresh_from_db(fields=["about", "comment"])  # it may have been erased meanwhile
            enter(UNDO, by=by, role=act.role, about=act.about, discussion_id=act.discussion_id, undoes=act.pk,
                  comment_ids=[act.comment_id] if act.comment_id else [])  # fmt: skip
    return undone


def forget(comment_ids: Iterable[int]) -> None:
    """Empty what acts about these comments say in words; what was erased cannot be brought back."""
    Act.objects.filter(comment__in=list(comment_ids)).update(reason="", about="", before={})


def _discussion_of(comment_ids: list[int]) -> int | None:
    """Where an act belongs that concerns one discussion; None where it concerns several."""
    places = Comment.objects.filter(pk__in=comment_ids[:500]).order_by().values_list("discussion", flat=True)
    found = list(places.distinct()[:2])
    return found[0] if len(found) == 1 else None
