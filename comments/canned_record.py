"""Canned replies in the record: what was added, changed or deleted, with its way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import ledger
from .models import Act, CannedReply
from .transitions import can_moderate

if TYPE_CHECKING:
    from accounts.models import User

KIND = "canned-reply"
_FIELDS = ("title", "text")

Words = dict[str, Any]


def save(reply: CannedReply, *, by: User) -> None:
    """Keep a new or changed one. What says the same as before is no act."""
    with transaction.atomic():
        was = _now(reply.pk)
        reply.save()
        _enter(reply.pk, was, _now(reply.pk), by)


def delete(reply: CannedReply, *, by: User) -> None:
    with transaction.atomic():
        pk, was = reply.pk, _now(reply.pk)
        reply.delete()
        _enter(pk, was, None, by)


def _now(pk: int | None) -> Words | None:
    return CannedReply.objects.filter(pk=pk).values(*_FIELDS).first() if pk else None


def _enter(pk: int, was: Words | None, became: Words | None, by: User) -> None:
    if was != became:
        about = (became or was or {})["title"]
        ledger.enter(KIND, by=by, role="moderator", about=about, before={"reply": pk, "was": was, "became": became})


def _preview(act: Act, _user: User) -> list[str]:
    was, became = act.before.get("was"), act.before.get("became")
    if was is None:
        return [_("“%(title)s” is no longer kept.") % {"title": act.about}]
    said = _("“%(title)s” is kept again.") if became is None else _("“%(title)s” reads as it did before.")
    return [said % {"title": was["title"]}]


def _undo(act: Act, _user: User) -> ledger.Undone:
    """What somebody has changed again since stays as it is."""
    pk, was, became = (act.before.get(name) for name in ("reply", "was", "became"))
    now = _now(pk)
    if now != became:
        return ledger.Undone(left=[_("It was changed again since, and left as it is.")])
    if was is None:
        CannedReply.objects.filter(pk=pk).delete()
        return ledger.Undone(is_changed=True)
    if CannedReply.objects.exclude(pk=pk).filter(title=was["title"]).exists():
        return ledger.Undone(left=[_("Another one has this title now.")])
    CannedReply.objects.update_or_create(pk=pk, defaults=was)
    return ledger.Undone(is_changed=True)


ledger.register(
    ledger.Kind(KIND, gettext_lazy("Changed a canned reply"), lambda _act, user: can_moderate(user), _preview, _undo)
)
