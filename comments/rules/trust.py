"""What is trusted at once: the house itself, known writers, or everybody; and what is read first where nobody is."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments.models import InForce, Level, Status
from comments.rules.drafts import Draft
from comments.rules.engine import Found, Inputs, Rule


def _staff(draft: Draft, policy: InForce) -> Found:
    return Found(draft.is_staff, {})


def _staff_says(inputs: Inputs, fired: bool) -> str:
    if fired:
        return _("Whoever decides here wrote it.")
    return _("Nobody who decides here wrote it.")


def _rests(draft: Draft, policy: InForce) -> Found:
    return Found(draft.rests and not draft.is_staff, {})


def _rests_says(inputs: Inputs, fired: bool) -> str:
    if fired:
        return _("Its writer let it rest first, so it is read before it is shown.")
    return _("Its writer did not ask to let it rest.")


def _shown(draft: Draft, policy: InForce) -> Found:
    return Found(policy.level == Level.SHOWN, {"level": policy.level})


def _shown_says(inputs: Inputs, fired: bool) -> str:
    if fired:
        return _("Everything is shown at once here, unless another rule holds it.")
    return _("Not everything is shown at once here.")


def _known(draft: Draft, policy: InForce) -> Found:
    needed = max(policy.known_after, 1)  # nobody is known by nothing
    is_on = policy.level == Level.KNOWN
    approved = draft.past.approved(needed) if is_on else 0
    return Found(
        is_on and approved >= needed,
        {"on": is_on, "proven": draft.comment.is_proven, "approved": approved, "needed": needed},
    )


def _known_says(inputs: Inputs, fired: bool) -> str:
    if fired:
        return _("Its writer is known, and known writers are trusted here.")
    if not inputs.get("on"):
        return _("Known writers are not let through here.")
    if not inputs.get("proven"):
        return _("Nothing proves who wrote it, and nobody is known by a typed address.")
    return ngettext(
        "%(approved)d comment by its writer was approved; %(needed)d make a writer known.",
        "%(approved)d comments by its writer were approved; %(needed)d make a writer known.",
        inputs["approved"],
    ) % {"approved": inputs["approved"], "needed": inputs["needed"]}


def _read(draft: Draft, policy: InForce) -> Found:
    return Found(True, {"level": policy.level, "member": draft.comment.user_id is not None})


def _read_says(inputs: Inputs, fired: bool) -> str:
    if inputs.get("level") == Level.READ and not inputs.get("member"):
        return _("Every comment from a guest is held.")
    if inputs.get("level") == Level.READ:
        return _("Every comment is held unless the article’s author or a moderator wrote it.")
    if inputs.get("level") == Level.KNOWN:
        return _("Only what known writers send is shown at once, and its writer is not known yet.")
    return _("It is read first where nothing else decides.")


STAFF = Rule(
    "staff",
    gettext_lazy("Written by the house"),
    _staff,
    _staff_says,
    Status.APPROVED,
    gettext_lazy("It was published at once: whoever decides here wrote it."),
)
RESTS = Rule("rests", gettext_lazy("Resting"), _rests, _rests_says)
SHOWN = Rule(
    "shown",
    gettext_lazy("Everything is shown"),
    _shown,
    _shown_says,
    Status.APPROVED,
    gettext_lazy("It was published at once: nothing was found against it, and that is enough here."),
)
KNOWN = Rule(
    "known",
    gettext_lazy("Known writers are shown"),
    _known,
    _known_says,
    Status.APPROVED,
    gettext_lazy("It was published at once: its writer is known, and known writers are trusted here."),
)
READ = Rule("read", gettext_lazy("Read first"), _read, _read_says, is_last=True)
