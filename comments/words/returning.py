"""The way back: what undoing means for entries that were added, changed or removed."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext, gettext_lazy, ngettext

from blog.posts.models import Post, Tag
from comments import ledger
from comments.ledger import Kind, Undone
from comments.models import Act, Phrase, PhraseStamp
from comments.transitions import can_moderate

if TYPE_CHECKING:
    from accounts.models import User

ADDED, CHANGED, REMOVED = "words-added", "words-changed", "words-removed"
KINDS = (ADDED, CHANGED, REMOVED)

_TYPED = ("list", "pattern", "field", "language", "tag_id", "post_id", "note")
_KEPT = (*_TYPED, "hits", "created_by_id")
_TIMES = ("last_hit_at", "created_at")


def columns(phrase: Phrase) -> dict[str, Any]:
    """An entry as the record keeps it."""
    kept = {name: getattr(phrase, name) for name in ("id", *_KEPT)}
    times = {name: getattr(phrase, name) for name in _TIMES}
    act = str(phrase.act) if phrase.act else None
    return {**kept, **{name: at.isoformat() if at else None for name, at in times.items()}, "act": act}


def _take_away(act: Act, _by: User) -> Undone:
    PhraseStamp.renew()
    gone, _rows = Phrase.objects.filter(act=act.pk).delete()
    return Undone(is_changed=bool(gone), left=[] if gone else [gettext("None of it is on the lists any more.")])


def _put_back(act: Act, _by: User) -> Undone:
    PhraseStamp.renew()
    undone = Undone()
    for kept in act.before.get("phrases", []):
        why = _why_not_back(kept)
        if why:
            undone.left.append(f"“{kept['pattern']}”: {why}")
        else:
            _row(kept).save(force_insert=True)
            undone.is_changed = True
    return undone


def _change_back(act: Act, _by: User) -> Undone:
    PhraseStamp.renew()
    undone = Undone()
    for kept in act.before.get("phrases", []):
        why = _why_not_back(kept, besides=kept["id"])
        if why:
            undone.left.append(f"“{kept['pattern']}”: {why}")
        elif Phrase.objects.filter(pk=kept["id"]).update(**{name: kept[name] for name in _TYPED}):
            undone.is_changed = True
        else:
            undone.left.append(f"“{kept['pattern']}”: " + gettext("it is not on the lists any more."))
    return undone


def _why_not_back(kept: dict[str, Any], besides: int = 0) -> str:
    """In a sentence, why an entry cannot be put back; empty if it can."""
    if kept["tag_id"] and not Tag.objects.filter(pk=kept["tag_id"]).exists():
        return gettext("its tag is not there any more.")
    if kept["post_id"] and not Post.objects.filter(pk=kept["post_id"]).exists():
        return gettext("its article is not there any more.")
    same = {name: kept[name] for name in ("list", "pattern", "field", "tag_id", "post_id")}
    if Phrase.objects.filter(**same).exclude(pk=besides).exists():
        return gettext("it is on the list again.")
    return ""


def _row(kept: dict[str, Any]) -> Phrase:
    """The entry with its old key where that is free, so that what names it finds it."""
    values = {name: kept[name] for name in _KEPT}
    values |= {name: parse_datetime(kept[name]) if kept[name] else None for name in _TIMES}
    if not get_user_model()._default_manager.filter(pk=kept["created_by_id"]).exists():
        values["created_by_id"] = None
    key = None if Phrase.objects.filter(pk=kept["id"]).exists() else kept["id"]
    return Phrase(pk=key, act=uuid.UUID(kept["act"]) if kept["act"] else None, **values)


def _may_undo(_act: Act, user: User) -> bool:
    return can_moderate(user)


def _told_taken(act: Act, _by: User) -> list[str]:
    count = Phrase.objects.filter(act=act.pk).count()
    return [ngettext("%(count)d entry is taken off its list.", "%(count)d entries are taken off their list.", count)
            % {"count": count}]  # fmt: skip


def _told_back(act: Act, _by: User) -> list[str]:
    return [
        gettext("“%(pattern)s” is put back as it was.") % {"pattern": kept["pattern"]}
        for kept in act.before.get("phrases", [])
    ]


ledger.register(Kind(ADDED, gettext_lazy("Added to the word lists"), _may_undo, _told_taken, _take_away))
ledger.register(Kind(CHANGED, gettext_lazy("Changed in the word lists"), _may_undo, _told_back, _change_back))
ledger.register(Kind(REMOVED, gettext_lazy("Removed from the word lists"), _may_undo, _told_back, _put_back))
