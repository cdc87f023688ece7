"""The rules of the house: which are in force, and what follows when one of them changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from . import ledger
from .models import Act, Defaults, Discussion, HouseRule
from .transitions import can_moderate

if TYPE_CHECKING:
    from accounts.models import User

CHANGED = "house-rule"
_FIELDS = ("number", "title", "text", "is_active")


def in_force() -> QuerySet[HouseRule]:
    return HouseRule.objects.filter(is_active=True)


def save(rule: HouseRule, *, by: User) -> None:
    """Keep a new or changed rule; what it was before can be brought back."""
    with transaction.atomic():
        before = HouseRule.objects.filter(pk=rule.pk).values(*_FIELDS).first() if rule.pk else None
        rule.save()
        _tell_readers()
        ledger.enter(CHANGED, by=by, role="moderator", about=str(rule), before={"rule": rule.pk, "was": before})


def _tell_readers() -> None:
    """Every form says something else now. The rows are taken in the order that all writers take them."""
    shown = [list(rule) for rule in in_force().values_list("number", "title", "text")]
    Defaults.objects.update_or_create(pk=1, defaults={"house_rules": shown})
    discussions = Discussion.objects.order_by("pk").select_for_update(no_key=True)
    list(discussions.values_list("pk", flat=True))
    Discussion.objects.update(version=F("version") + 1)


def _may_undo(_act: Act, user: User) -> bool:
    return can_moderate(user)


def _preview(act: Act, _user: User) -> list[str]:
    if act.before.get("was") is None:
        return [str(_("The rule “%(rule)s” is no longer in force.") % {"rule": act.about})]
    return [str(_("The rule “%(rule)s” reads as it did before.") % {"rule": act.about})]


def _undo(act: Act, _user: User) -> ledger.Undone:
    """A rule that is quoted somewhere is not deleted: one that was new is in force no more."""
    rule = HouseRule.objects.filter(pk=act.before.get("rule")).first()
    if rule is None:
        return ledger.Undone(left=[str(_("This rule is not there any more."))])
    was = act.before["was"] or {"is_active": False}
    if HouseRule.objects.exclude(pk=rule.pk).filter(number=was.get("number", rule.number)).exists():
        return ledger.Undone(left=[str(_("Another rule has this number now."))])
    for name, value in was.items():
        setattr(rule, name, value)
    rule.save(update_fields=[*was])
    _tell_readers()
    return ledger.Undone(is_changed=True)


ledger.register(ledger.Kind(CHANGED, _("Changed a house rule"), _may_undo, _preview, _undo))
