"""What became of a comment, in numbers and words for the person who wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments import links
from comments.models import Comment, Event, Status, Trace
from comments.moderation import Asker

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from accounts.models import User

SAMPLE = 50  # latest decisions that "usually" is said of
ENOUGH = 3  # fewer say nothing about what is usual
STANDING = {
    Status.PENDING: gettext_lazy("Awaiting approval"),
    Status.APPROVED: gettext_lazy("On the page"),
    Status.DECLINED: gettext_lazy("Declined"),
    Status.SPAM: gettext_lazy("Taken for advertising"),
    Status.REMOVED: gettext_lazy("Removed by a moderator"),
    Status.WITHDRAWN: gettext_lazy("Withdrawn by you"),
}
_WHY_HELD = {
    Comment.HeldFor.NAME: gettext_lazy("It was held, because somebody here already goes by a name like this."),
    Comment.HeldFor.LINKS: gettext_lazy("It was held, because links are looked at here before others follow them."),
    Comment.HeldFor.FIRST: gettext_lazy("It was held, because the first responses of everybody are read here."),
}
RESTING = gettext_lazy("Resting; nobody reads it yet")


@dataclass(frozen=True)
class Step:
    """One thing that happened to a comment, as its writer is told."""

    at: datetime
    what: str
    words: str = ""


def place_in_queue(comment: Comment) -> int:
    """1 for the comment that will be read next, among all that wait on the site."""
    earlier = Q(submitted_at__lt=comment.submitted_at) | Q(submitted_at=comment.submitted_at, pk__lt=comment.pk)
    return Comment.objects.waiting().filter(earlier).count() + 1


def usual_wait(by: User | None = None) -> timedelta | None:
    """The median time from sending to deciding, of the latest decisions on what was waiting; of one person, or of all."""
    decided = Event.objects.filter(
        from_status=Status.PENDING, to_status__in=[Status.APPROVED, Status.DECLINED], actor__isnull=False
    )
    mine = decided.filter(actor=by) if by else decided
    return middle(mine.order_by("-pk").values_list("at", "comment__submitted_at")[:SAMPLE])


def middle(ends_and_beginnings: Iterable[tuple[datetime | None, datetime | None]]) -> timedelta | None:
    """The median of these waits; None of too few."""
    waits = [(end - begin).total_seconds() for end, begin in ends_and_beginnings if end and begin]
    return timedelta(seconds=max(0, median(waits))) if len(waits) >= ENOUGH else None


def steps(comment: Comment) -> list[Step]:
    """What has happened, oldest first: who decided stays the house's business, their words do not."""
    found = [Step(comment.submitted_at, _("You sent it."))]
    began = _began(comment)
    if began == Status.PENDING:
        found.append(Step(comment.submitted_at, _why_held(comment)))
    elif began == Status.SPAM and comment.held_for:
        found.append(Step(comment.submitted_at, _("A rule of this house took it for advertising. Nobody has read it.")))
    elif comment.is_proven and not comment.role and _cause(comment) in {"", "known"}:
        found.append(Step(comment.submitted_at, _("It was shown at once, because you are known here.")))
    return [*found, *(Step(event.at, _what(event), words_to_writer(event)) for event in comment.events.all())]


def as_list(comments: Iterable[Comment]) -> None:
    """Gives each of somebody's own its `standing` in words and the address of its `receipt`."""
    for comment in comments:
        is_resting = comment.status == Status.PENDING and not comment.is_awake
        comment.standing = RESTING if is_resting else STANDING[Status(comment.status)]  # type: ignore[attr-defined]
        token = links.token(links.RECEIPT, comment)
        comment.receipt = reverse("comments:receipt", args=[token])  # type: ignore[attr-defined]


def latest_decline(comment: Comment) -> Event | None:
    """How a comment was declined: by which rule, in which words, and whether it is to be sent again."""
    declines = comment.events.filter(to_status=Status.DECLINED).exclude(from_status=Status.DECLINED)
    return declines.select_related("house_rule").order_by("-pk").first()


def _began(comment: Comment) -> str:
    first = comment.events.first()
    return first.from_status if first else comment.status


def _cause(comment: Comment) -> str:
    """The code of the rule that decided when it was sent; "" where that was not kept."""
    return Trace.objects.filter(pk=comment.pk).values_list("cause", flat=True).first() or ""


def _why_held(comment: Comment) -> str:
    """Honest, and no lesson in passing by: which words, how many links and what rate stays the house's business."""
    if not comment.is_awake:
        return _("It rests, as you wished. Nobody has read it yet.")
    found = _WHY_HELD.get(Comment.HeldFor(comment.held_for))
    return str(found or _("It was held, because a person reads it first."))


def words_to_writer(event: Event) -> str:
    """A moderator's reason for declining is meant for the writer; every other one is the house's own."""
    is_decision = event.from_status != event.to_status
    return event.reason if is_decision and event.to_status == Status.DECLINED else ""


def _what(event: Event) -> str:
    if event.from_status == event.to_status:
        return _("Your change was decided on.")
    if event.role == Asker.HOUSE:
        return _("Readers reported it, so it is off the page until somebody has looked at it.")
    return {
        Status.PENDING: _("It was put back among those that wait."),
        Status.APPROVED: _("It was approved, and stands on the page."),
        Status.DECLINED: _("It was declined."),
        Status.SPAM: _("It was taken for advertising."),
        Status.REMOVED: _("It was removed from the page."),
        Status.WITHDRAWN: _("You withdrew it."),
    }[Status(event.to_status)]
