"""Setting the rules of a place, and putting the former ones back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments import ledger, tally, tree
from comments.ledger import Undone
from comments.models import Act, Defaults, Discussion, Policy
from comments.rules import places
from comments.rules.places import Place, in_words
from comments.transitions import acting_as

if TYPE_CHECKING:
    from accounts.models import User

KIND = "rules"


class ChangedMeanwhileError(Exception):
    """Somebody else has set these rules since they were looked at."""


@transaction.atomic
def save(place: Place, values: Mapping[str, Any], *, by: User, seen: int) -> Act | None:
    """Let this hold from now on, and enter it in the record. None where it changes nothing.

    `seen` is the version of what was looked at. Raises `ChangedMeanwhileError`.
    """
    place = _locked(place)
    policy = place.policy()
    if policy.version != seen:
        raise ChangedMeanwhileError
    changed = {name: value for name, value in values.items() if getattr(policy, name) != value}
    if not changed:
        return None
    before = {"place": place.key, "values": _told(policy, changed)}
    _write(policy, changed)
    return ledger.enter(
        KIND,
        by=by,
        role=acting_as(by, place.discussion),
        about=place.label,
        before={**before, "after": _told(policy, changed)},
        discussion_id=place.discussion.pk if place.discussion else None,
    )


def may_undo(act: Act, user: User) -> bool:
    place = places.found(act.before.get("place", {}))
    return place is not None and place.may_change(user)


def preview(act: Act, user: User) -> list[str]:
    """What each field would say again; of one that was changed since, that it stays."""
    back, left = _back(act)
    said = [
        _("%(field)s: %(value)s again.") % {"field": _label(name), "value": _worded(name, back[name])} for name in back
    ]
    return [*said, *left]


@transaction.atomic
def undo(act: Act, user: User) -> Undone:
    place = places.found(act.before.get("place", {}))
    place = _locked(place) if place else None
    back, left = _back(act)
    if back and place is not None:
        _write(place.policy(), back)
    return Undone(bool(back), left)


def _locked(place: Place) -> Place:
    """One after the other: of an article by its discussion's row, which is made where there is none; else by the settings'."""
    if place.discussion:
        discussion = tree.lock(place.discussion.pk)
        discussion.post = place.discussion.post
        return Place(discussion=discussion)
    Defaults.objects.get_or_create(pk=1)
    list(Defaults.objects.select_for_update(no_key=True).filter(pk=1).values_list("pk", flat=True))
    return place


def _write(policy: Policy, changed: Mapping[str, Any]) -> None:
    for name, value in changed.items():
        setattr(policy, name, value)
    policy.version += 1
    if policy.pk:
        policy.save(update_fields=[*changed, "version"])
    else:
        policy.save(force_insert=True)
    _show(policy)


def _show(policy: Policy) -> None:
    """Discussions may look different now."""
    if policy.discussion_id:
        tally.touch(Discussion.objects.get(pk=policy.discussion_id))
        return
    if policy.tag_id:
        Defaults.objects.filter(pk=1).update(has_tag_rules=True)
    # The rows are taken in the order that all writers take them.
    list(Discussion.objects.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    Discussion.objects.update(version=F("version") + 1)


def _back(act: Act) -> tuple[dict[str, Any], list[str]]:
    """What would be put back, and sentences about what somebody has changed since."""
    place = places.found(act.before.get("place", {}))
    if place is None:
        return {}, [_("What these rules were for is not here any more.")]
    policy, after = place.policy(), act.before.get("after", {})
    former = {name: _read(name, value) for name, value in act.before.get("values", {}).items() if name in Policy.FIELDS}
    now = _told(policy, former)
    back = {name: value for name, value in former.items() if now[name] == after.get(name)}
    left = [
        _("%(field)s was changed since and stays.") % {"field": _label(name)} for name in former if name not in back
    ]
    return back, left


def _told(policy: Policy, names: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: getattr(policy, name) for name in names}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _read(name: str, value: Any) -> Any:
    return Policy._meta.get_field(name).to_python(value)  # type: ignore[union-attr]


def _label(name: str) -> str:
    label = str(Policy._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]


def _worded(name: str, value: Any) -> str:
    return _("as inherited") if value in (None, "") else in_words(name, value)


ledger.register(ledger.Kind(KIND, gettext_lazy("Changed the rules"), may_undo, preview, undo))
