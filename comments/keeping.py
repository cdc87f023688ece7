"""One thread by itself: closed to more replies, or pinned to the beginning of its discussion. Each can be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import ledger, tally, tree
from .models import Act, Comment, Discussion
from .transitions import acting_as, can_moderate_discussion

if TYPE_CHECKING:
    from accounts.models import User

CLOSE, OPEN, PIN, UNPIN = "close", "reopen", "pin", "unpin"
MOST_PINNED = 3  # in a discussion: more, and nothing stands out
OPPOSITE = {CLOSE: OPEN, OPEN: CLOSE, PIN: UNPIN, UNPIN: PIN}
LABELS = {
    CLOSE: gettext_lazy("Close this thread"),
    OPEN: gettext_lazy("Open this thread again"),
    PIN: gettext_lazy("Pin this thread"),
    UNPIN: gettext_lazy("Unpin this thread"),
}
_ENTERED = {
    CLOSE: gettext_lazy("Closed a thread"),
    OPEN: gettext_lazy("Opened a thread again"),
    PIN: gettext_lazy("Pinned a thread"),
    UNPIN: gettext_lazy("Unpinned a thread"),
}
_WOULD = {
    CLOSE: gettext_lazy("Readers can reply in the thread of %(name)s again."),
    OPEN: gettext_lazy("Readers can reply no more in the thread of %(name)s."),
    PIN: gettext_lazy("The thread of %(name)s stands where it belongs again."),
    UNPIN: gettext_lazy("The thread of %(name)s stands first again."),
}


def offered(comment: Comment, user: User) -> list[str]:
    """What this person may do to the thread that begins with this comment. The buttons and the guard ask this."""
    if comment.level or comment.kind != Comment.Kind.COMMENT:
        return []
    if not (comment.is_awake and can_moderate_discussion(user, comment.discussion)):
        return []
    return possible(comment.pk, is_closed=bool(comment.closed_at), discussion=comment.discussion)


def possible(root_id: int, *, is_closed: bool, discussion: Discussion) -> list[str]:
    return [OPEN if is_closed else CLOSE, UNPIN if root_id in discussion.pinned else PIN]


def change(comment: Comment, what: str, *, by: User) -> Act | str:
    """Do one of these to a thread; a sentence where it cannot be done."""
    with tree.locked_around(comment) as discussion:
        found = Comment.objects.filter(pk=comment.pk, discussion=discussion, level=0).first()
        if found is None:
            return _("This is no thread of its own any more.")
        if said := _change(found, discussion, what):
            return said
        role = acting_as(by, discussion)
        return ledger.enter(what, by=by, role=role, comment_ids=[found.pk], about=found.name)


def unpin_moved(root_id: int, discussion: Discussion) -> bool:
    """A thread that leaves is pinned no more; was it? `discussion` is the locked row."""
    return _pin(root_id, discussion, wanted=False) == ""


def pin_again(root_id: int, discussion: Discussion) -> None:
    """A thread that comes back is pinned as it was, where there is room."""
    _pin(root_id, discussion, wanted=True)


def _change(root: Comment, discussion: Discussion, what: str) -> str:
    is_pinning = what in {PIN, UNPIN}
    said = _pin(root.pk, discussion, wanted=what == PIN) if is_pinning else _close(root, wanted=what == CLOSE)
    if not said:
        tally.touch(discussion)
    return said


def _close(root: Comment, *, wanted: bool) -> str:
    changed = Comment.objects.filter(pk=root.pk, closed_at__isnull=wanted)
    if changed.update(closed_at=timezone.now() if wanted else None):
        return ""
    return _("This thread was closed already.") if wanted else _("This thread was open already.")


def _pin(root_id: int, discussion: Discussion, *, wanted: bool) -> str:
    pinned = list(discussion.pinned)
    if (root_id in pinned) == wanted:
        return _("This thread was pinned already.") if wanted else _("This thread was not pinned.")
    if wanted and len(pinned) >= MOST_PINNED:
        return _("Three threads are pinned here already. Unpin one of them first.")
    discussion.pinned = [*pinned, root_id] if wanted else [pk for pk in pinned if pk != root_id]
    discussion.save(update_fields=["pinned"])
    return ""


def _may_undo(act: Act, user: User) -> bool:
    """Where the thread stands now, and where it stood: it may have moved to an article that is not theirs."""
    there = act.discussion and can_moderate_discussion(user, act.discussion)
    return bool(there and act.comment and can_moderate_discussion(user, act.comment.discussion))


def _undo(what: str) -> Callable[[Act, User], ledger.Undone]:
    def undo(act: Act, user: User) -> ledger.Undone:
        comment = Comment.objects.filter(pk=act.comment_id, level=0).first()
        if comment is None:
            return ledger.Undone(left=[_("This is no thread of its own any more.")])
        with tree.locked_around(comment) as discussion:
            if not can_moderate_discussion(user, discussion):
                return ledger.Undone(left=[_("This thread has moved to an article that is not yours to look after.")])
            said = _change(comment, discussion, OPPOSITE[what])
        return ledger.Undone(not said, [said] if said else [])

    return undo


def _preview(act: Act, _user: User) -> list[str]:
    return [str(_WOULD[act.kind]) % {"name": act.about}]


for _code, _label in _ENTERED.items():
    ledger.register(ledger.Kind(_code, _label, _may_undo, _preview, _undo(_code)))
