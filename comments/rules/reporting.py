"""What enough reports do by the owner's rule: the comment is off the page until somebody looks.

Only members whose address is proven count, each once. What guests report is shown to those who decide and never takes
anything off the page: or whoever has five networks could silence anybody.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import ngettext

from comments import ledger, moderation, reports
from comments.models import Comment, Status
from comments.moderation import Asker

HOUSE = frozenset({Asker.HOUSE})


@transaction.atomic
def hold_if_reported(comment: Comment) -> bool:
    """Put a shown comment back among those that wait, in the house's own name. True where that was done."""
    least = comment.discussion.in_force.reports_hold
    if not least or comment.role or not comment.is_shown:
        return False
    people = reporters(comment)
    if people < least:
        return False
    why = _reason(people)
    outcome = moderation.moderate(
        [comment.pk], Status.PENDING, by=None, reason=why, seen=Status.APPROVED, capacities=HOUSE
    )
    if outcome.changed:
        ledger.enter(
            Status.PENDING, by=None, role=Asker.HOUSE, key=outcome.act, reason=why, comment_ids=outcome.changed
        )
    return bool(outcome.changed)


def reporters(comment: Comment) -> int:
    """People who count and whose report nobody has answered yet. The writer of the comment is none."""
    found = reports.by_proven_people().filter(comment=comment).order_by()
    return found.exclude(user=comment.user_id).values("user").distinct().count()


def _reason(people: int) -> str:
    said = ngettext("%(count)d member reported it.", "%(count)d members reported it.", people)
    return said % {"count": people}
