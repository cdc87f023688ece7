"""Telling those who decide that a comment waits.

What is owed is found by a query, whenever the worker looks: comments that wait and that nobody was
told of. Whoever marks one as announced owes the letters about it in the same transaction, so a crash
loses none and two workers tell nobody twice.

The letter goes two minutes after the comment was sent (sooner where MAIL_DELAY_MINUTES is less).
Its writer may change it silently for fifteen, but nobody should wait so long for an approval only
because somebody might mend a comma: most mend it at once, the letter is written from what stands
then, and its links publish nothing that was reworded later.

Who wants up to ten together gets them when ten wait, or when the first has waited four hours. Hours
of the day would be quieter, but a comment of the early evening would wait until the morning.

A wave of spam must not fill anybody's mailbox. After ten letters in an hour to one person, what
comes goes together in one letter when another hour is over, with the number that wait.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from blog.mail import outbox
from blog.mail.models import Letter, address_mark
from comments.models import Comment, Defaults, StaffMail
from comments.staffmail import batches, people

if TYPE_CHECKING:
    from accounts.models import User

HELD = "held"
TOGETHER = batches.KIND
DELAY = timedelta(minutes=2)  # after it was sent
LONGEST = timedelta(hours=4)  # that the first of several is kept back
HOUR = timedelta(hours=1)
MOST_AN_HOUR = 10  # letters to one person, of both kinds
AT_A_LOOK = 100  # comments: the worker has letters to send as well


def announce() -> int:
    """Owe the letters about what nobody was told of. Returns of how many comments; a look at none is one indexed query."""
    if not settings.EMAIL_CONFIGURED:
        return 0
    found = list(_unannounced()[:AT_A_LOOK])
    if not found:
        return 0
    moderators = list(people.with_mail(people.moderators()))
    return sum(_announce(comment, moderators) for comment in found)


def announce_all() -> int:
    """Until nothing is left to tell; for who looks once a day."""
    total = 0
    while count := announce():
        total += count
    return total


def _unannounced() -> QuerySet[Comment]:
    rows = Comment.objects.waiting().filter(announced_at=None).order_by("submitted_at", "pk")
    return rows.select_related("discussion__post__author", "discussion__defaults").defer("body", "body_html")


def _announce(comment: Comment, moderators: list[User]) -> bool:
    """False where another worker did it, or it waits no more."""
    with transaction.atomic():
        _wait_for_other_workers()
        now = timezone.now()
        still = Comment.objects.waiting().filter(pk=comment.pk, announced_at=None).order_by()
        if not still.update(announced_at=now):
            return False
        outbox.drop(HELD, about=comment.pk)  # what was sent the first time must not stand for the second
        for user in people.deciders(comment, moderators):
            _owe(comment, user, now)
    return True


def _wait_for_other_workers() -> None:
    """One tells after the other, so that letters about several divide what comes by its time."""
    Defaults.objects.select_for_update(no_key=True).filter(pk=1).first()


def _owe(comment: Comment, user: User, now: datetime) -> None:
    """One letter about it, or a place in the next one about several."""
    wish = people.wishes(user).held
    if wish == StaffMail.Held.NEVER:
        return
    has_had_enough = _lately(user, now) >= MOST_AN_HOUR
    if wish == StaffMail.Held.TOGETHER:
        batches.join(comment, user, now, wait=LONGEST, may_hasten=not has_had_enough)
    elif has_had_enough:
        batches.join(comment, user, now, wait=HOUR)
    else:
        due_at = max(now, comment.submitted_at + min(DELAY, timedelta(minutes=settings.MAIL_DELAY_MINUTES)))
        outbox.owe(HELD, user.email or "", about=comment.pk, key=f"{HELD}:{comment.pk}:{user.pk}", due_at=due_at)


def _lately(user: User, now: datetime) -> int:
    letters = Letter.objects.filter(address=address_mark(user.email or ""), created_at__gt=now - HOUR)
    return letters.filter(kind__in=(HELD, TOGETHER))[:MOST_AN_HOUR].count()
