"""Taking a measure about somebody, ending it and letting it hold longer: each an act that can be undone."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from comments import ledger, moderation
from comments.ledger import Kind, Undone
from comments.maintenance import NETWORK_KEPT
from comments.models import Act, Measure, Status, Whom
from comments.people import touching

if TYPE_CHECKING:
    from accounts.models import User
    from comments.people.touching import Target

BATCH = 500  # comments that are hidden in one transaction, so that writers wait for no more
TIMES = {
    "day": (_lazy("1 day"), timedelta(days=1)),
    "week": (_lazy("1 week"), timedelta(days=7)),
    "month": (_lazy("30 days"), timedelta(days=30)),
    "good": (_lazy("for good"), None),
}
TAKEN = {
    Measure.What.BLOCK: "block",
    Measure.What.READ_FIRST: "read-first",
    Measure.What.TRUST: "trust",
}
ENDED, EXTENDED = "measure-ended", "measure-extended"


def may_take(user: User, what: str, whom: str) -> bool:
    """Measures hold on the whole site, so they belong to who decides there; the button and the guard ask this.

    Who decides below their own articles may have somebody read first there, and nothing else.
    """
    if moderation.can_moderate(user):
        return what != Measure.What.TRUST or whom in {Whom.ACCOUNT, Whom.ADDRESS}
    return what == Measure.What.READ_FIRST and whom in {Whom.ACCOUNT, Whom.ADDRESS, Whom.TYPED}


def may_end(user: User, measure: Measure) -> bool:
    return moderation.can_moderate(user) or (measure.under_id is not None and measure.under_id == user.pk)


def until(whom: str, time: str, since: datetime) -> datetime | None:
    """When a measure ends. A network is known for thirty days; nothing about it holds longer."""
    length = TIMES[time][1]
    if whom == Whom.NETWORK:
        length = min(length or NETWORK_KEPT, NETWORK_KEPT)
    return since + length if length else None


def present(aim: Target, what: str, under: User | None = None) -> Measure | None:
    """The same one, if it holds already."""
    same = Measure.objects.active().filter(what=what, whom=aim.whom, mark=aim.mark, value=aim.value, under=under)
    return same.filter(user=aim.user).first()


def take(  # noqa: PLR0913 -- each says something else of the one measure
    aim: Target, what: str, *, by: User, time: str = "good", reason: str = "", note: str = "", hides: bool = False
) -> tuple[Measure, Act]:
    """Once `may_take` and `touching.obstacle` were asked. The comments on the page are hidden where `hides` says so."""
    now, person = timezone.now(), aim.person
    with transaction.atomic():
        measure = Measure.objects.create(
            what=what,
            whom=aim.whom,
            user=aim.user,
            mark=aim.mark,
            value=aim.value,
            name=person.name if person else "",
            comment=person.comment if person else None,
            under=None if moderation.can_moderate(by) else by,
            by=by,
            at=now,
            until=until(aim.whom, time, now),
            reason=reason,
            note=note,
        )
        act = enter(TAKEN[Measure.What(what)], measure, by=by, reason=note or reason)
    if hides:
        hide(measure, touching.touched(aim).shown, by=by)
    return measure, act


def hide(measure: Measure, comment_ids: list[int], *, by: User) -> None:
    """Take these off the page as one act, in batches. Why stands in the block, which erasing empties."""
    key = uuid.uuid4()
    for start in range(0, len(comment_ids), BATCH):
        some = comment_ids[start : start + BATCH]
        moderation.moderate(some, Status.REMOVED, by=by, seen=Status.APPROVED, act=key)
    if comment_ids:
        measure.hid = key
        measure.save(update_fields=["hid"])


@transaction.atomic
def end(measure: Measure, *, by: User) -> Act | None:
    """From now on. What was hidden stays hidden: undoing the block brings it back. None where it was over."""
    if not Measure.objects.active().filter(pk=measure.pk).update(ended_at=timezone.now()):
        return None
    return enter(ENDED, measure, by=by)


@transaction.atomic
def extend(measure: Measure, time: str, *, by: User) -> Act | None:
    """Let it hold for so long from now on. None where it was over meanwhile."""
    before = measure.until.isoformat() if measure.until else None
    later = until(measure.whom, time, timezone.now())
    if not Measure.objects.active().filter(pk=measure.pk).update(until=later):
        return None
    measure.until = later
    return enter(EXTENDED, measure, by=by, until=before, extended=later.isoformat() if later else None)


def words(measure: Measure) -> str:
    """Whom it is about, for the record."""
    if measure.value:
        return measure.value
    return f"{measure.name} ({measure.get_whom_display()})" if measure.name else str(measure.get_whom_display())


def enter(kind: str, measure: Measure, *, by: User, reason: str = "", **before: Any) -> Act:
    return ledger.enter(
        kind,
        by=by,
        role="moderator" if moderation.can_moderate(by) else "author",
        reason=reason,
        about=words(measure)[:300],
        before={"measure": measure.pk, **before},
        comment_ids=[measure.comment_id] if measure.comment_id else [],
    )


def _of(act: Act) -> Measure | None:
    return Measure.objects.filter(pk=act.before.get("measure") or 0).first()


def _may_undo(act: Act, user: User) -> bool:
    measure = _of(act)
    return measure is not None and may_end(user, measure)


def _preview_taken(act: Act, user: User) -> list[str]:
    measure = _of(act)
    if measure is None or measure.ended_at:
        return [_("It has ended already.")]
    said = [_("It ends now: %(whom)s.") % {"whom": words(measure)}]
    hidden = Act.objects.filter(pk=measure.hid, undone_at=None).first() if measure.hid else None
    if hidden and (count := hidden.comment_count):
        said.append(
            ngettext(
                "%(count)d comment that was hidden with it comes back, unless somebody decided on it since.",
                "%(count)d comments that were hidden with it come back, but for those somebody decided on since.",
                count,
            )
            % {"count": count}
        )
    return said


def _undo_taken(act: Act, user: User) -> Undone:
    """It ends, and each comment that was hidden with it is what it was before.

    Comments first: who erases holds a discussion too before touching measures.
    """
    measure = _of(act)
    if measure is None:
        return Undone()
    outcome = moderation.undo(measure.hid, by=user) if measure.hid else moderation.Outcome()
    is_ended = bool(Measure.objects.active().filter(pk=measure.pk).update(ended_at=timezone.now()))
    left = [_left(len(outcome.skipped))] if outcome.skipped else []
    return Undone(is_ended or bool(outcome.changed), left)


def _left(count: int) -> str:
    said = ngettext(
        "%(count)d comment was decided on since and stays as it is.",
        "%(count)d comments were decided on since and stay as they are.",
        count,
    )
    return said % {"count": count}


def _preview_ended(act: Act, user: User) -> list[str]:
    measure = _of(act)
    return [_("It holds again: %(whom)s.") % {"whom": words(measure)}] if measure else []


def _undo_ended(act: Act, user: User) -> Undone:
    """Unless taking it was undone as well."""
    taken = Act.objects.filter(kind__in=TAKEN.values(), before__measure=act.before["measure"])
    if taken.filter(undone_at__isnull=False).exists():
        return Undone(left=[_("It was taken back altogether, and stays so.")])
    return Undone(bool(Measure.objects.filter(pk=act.before["measure"], ended_at__isnull=False).update(ended_at=None)))


def _preview_extended(act: Act, user: User) -> list[str]:
    before = act.before.get("until")
    if before is None:
        return [_("It holds for good again.")]
    when = date_format(timezone.localtime(datetime.fromisoformat(before)), "DATETIME_FORMAT")
    return [_("It holds until %(when)s again.") % {"when": when}]


def _undo_extended(act: Act, user: User) -> Undone:
    """Unless it was extended again since."""
    before, extended = (_moment(act.before.get(name)) for name in ("until", "extended"))
    rows = Measure.objects.filter(pk=act.before["measure"], until=extended)
    return Undone(bool(rows.update(until=before)))


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


for _code, _label in {
    "block": _lazy("Blocked"),
    "read-first": _lazy("Set to be read first"),
    "trust": _lazy("Trusted"),
}.items():
    ledger.register(Kind(_code, _label, _may_undo, _preview_taken, _undo_taken))
ledger.register(Kind(ENDED, _lazy("Ended a measure"), _may_undo, _preview_ended, _undo_ended))
ledger.register(Kind(EXTENDED, _lazy("Changed how long it holds"), _may_undo, _preview_extended, _undo_extended))
