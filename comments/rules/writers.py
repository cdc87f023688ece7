"""Rules about who wrote it, by what is proven: a name, a history, a standing."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments.models import InForce, Status
from comments.models.policies import NEVER
from comments.rules.drafts import Draft
from comments.rules.engine import Found, Inputs, Rule

ENOUGH = 3  # decisions: fewer say nothing about a writer
MAX_SHOWN = 80  # characters of a name or a reason that a trace keeps
BAD = (Status.DECLINED, Status.SPAM, Status.REMOVED)


def _name(draft: Draft, policy: InForce) -> Found:
    if draft.is_staff or draft.owner is None:
        return Found(False, {})
    # Not whose it is: their name must not stand on here after they had it erased. The card looks them up.
    return Found(True, {"staff": draft.owner.is_staff})


def _name_says(inputs: Inputs, fired: bool) -> str:
    if not fired:
        return _("Its name is nobody else’s here.")
    if "staff" not in inputs:
        return _("When it was sent, its name was one that belongs to somebody else here.")
    if inputs["staff"]:
        return _("Its name looks like that of somebody who looks after this site, and nothing proves that it is them.")
    return _("Its name looks like that of somebody who has proven an address here, and nothing proves that it is them.")


def _premoderated(draft: Draft, policy: InForce) -> Found:
    standing = draft.standing
    by = standing and (standing.blocked_by or standing.premoderated_by or standing.typed_block)
    return Found(bool(by), {"by": str(by)[:MAX_SHOWN], "blocked": bool(standing and standing.blocked_by)} if by else {})


def _premoderated_says(inputs: Inputs, fired: bool) -> str:
    if not fired:
        return _("Nobody asked that everything by its writer is read first.")
    if inputs.get("blocked"):
        return _("Its writer is blocked here (%(by)s).") % {"by": inputs.get("by", "")}
    return _("A moderator asked that everything by its writer is read first (%(by)s).") % {"by": inputs.get("by", "")}


def _trusted(draft: Draft, policy: InForce) -> Found:
    by = draft.standing and draft.standing.trusted_by
    return Found(bool(by) and not draft.rests, {"by": str(by)[:MAX_SHOWN]} if by else {})


def _trusted_says(inputs: Inputs, fired: bool) -> str:
    if fired:
        return _("A moderator trusts its writer (%(by)s).") % {"by": inputs.get("by", "")}
    if inputs:
        return _("Its writer is trusted, but let it rest first.")
    return _("No moderator said that its writer is trusted.")


def _first(draft: Draft, policy: InForce) -> Found:
    needed = policy.first_count
    if not needed:
        return Found(False, {})
    approved = draft.past.approved(needed)
    return Found(approved < needed, {"proven": draft.comment.is_proven, "approved": approved, "needed": needed})


def _first_says(inputs: Inputs, fired: bool) -> str:
    needed = inputs.get("needed", 0)
    if not needed:
        return _("The first comments of a writer are no different here.")
    if fired and not inputs.get("proven"):
        return _("Nothing proves who wrote it, so it counts as a first comment, which is read.")
    approved = inputs.get("approved", 0)
    if not fired:
        return _("At least %(approved)d comments by its writer were approved; the first %(needed)d are read.") % {
            "approved": approved,
            "needed": needed,
        }
    said = ngettext(
        "%(approved)d comment by its writer was approved; the first %(needed)d are read.",
        "%(approved)d comments by its writer were approved; the first %(needed)d are read.",
        approved,
    )
    return said % {"approved": approved, "needed": needed}


def _rate(draft: Draft, policy: InForce) -> Found:
    limit = policy.rejection_percent
    if limit >= NEVER:
        return Found(False, {})
    bad, of = sum(status in BAD for status in draft.decided), len(draft.decided)
    return Found(of >= ENOUGH and 100 * bad > limit * of, {"bad": bad, "of": of, "percent": limit})


def _rate_says(inputs: Inputs, fired: bool) -> str:
    if "percent" not in inputs:
        return _("How much of a writer was declined is not looked at here.")
    if inputs["of"] < ENOUGH:
        return _("Too little by its writer was decided to say anything about them.")
    said = _(
        "Of the last %(of)d decided comments of its writer %(bad)d were declined, removed or spam; more than %(percent)d %% are read first."
    )
    return said % inputs


def _reported(draft: Draft, policy: InForce) -> Found:
    least = policy.reports_hold
    return Found(bool(least) and draft.past.reported(least), {"least": least} if least else {})


def _reported_says(inputs: Inputs, fired: bool) -> str:
    if not inputs:
        return _("Reports about its writer’s other comments are not looked at here.")
    if not fired:
        return _("No other comment by its writer waits because of reports.")
    return ngettext(
        "Another comment by its writer was reported by %(least)d person, and nobody has answered that yet.",
        "Another comment by its writer was reported by %(least)d people or more, and nobody has answered that yet.",
        inputs["least"],
    ) % {"least": inputs["least"]}


NAME = Rule("name", gettext_lazy("Somebody else’s name"), _name, _name_says)
PREMODERATED = Rule("premoderated", gettext_lazy("Always read first"), _premoderated, _premoderated_says)
TRUSTED = Rule(
    "trusted",
    gettext_lazy("Trusted"),
    _trusted,
    _trusted_says,
    Status.APPROVED,
    gettext_lazy("It was published at once: a moderator trusts its writer."),
)
FIRST = Rule("first", gettext_lazy("First comments"), _first, _first_says)
RATE = Rule("rate", gettext_lazy("Declined before"), _rate, _rate_says)
REPORTED = Rule("reported", gettext_lazy("Reported elsewhere"), _reported, _reported_says)
