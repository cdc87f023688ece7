"""Telling a writer by mail that their words were decided on.

The letter is owed together with the decision and written some minutes later from what is true then,
so that a decision taken back is told to nobody. It goes only to who asked for it with this comment
and has proven the address.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from blog.mail import outbox
from blog.mail.composing import Draft, composes
from blog.mail.models import Letter

from . import mailing, readers
from .models import Comment, Event, Redaction, Status
from .people import silences

DECIDED, REDACTED = "decided", "redacted"
TOLD = frozenset({Status.APPROVED, Status.DECLINED})  # who was taken for a machine or removed reads it on the receipt


def moment() -> datetime | None:
    """When word of a comment that is shown from now on is owed by mail: late enough to take the decision back."""
    if not settings.EMAIL_CONFIGURED:
        return None
    return timezone.now() + timedelta(minutes=settings.MAIL_DELAY_MINUTES)


def owe_after(moved: Iterable[Comment]) -> None:
    """What the new statuses of these comments make owed to their writers."""
    due_at = moment()
    if due_at is None:
        return
    for comment in moved:
        if comment.wants_news and comment.status in TOLD and (reader := readers.writer_of(comment)):
            key = f"{DECIDED}:{comment.pk}:{comment.status}"
            outbox.owe(DECIDED, reader.address, about=comment.pk, key=key, due_at=due_at)


def owe_word_of_redaction(comment: Comment, redaction_id: int) -> None:
    """Its writer asked for news of it, and something was taken out."""
    due_at, reader = moment(), readers.writer_of(comment)
    if due_at and reader and comment.wants_news:
        key = f"{REDACTED}:{comment.pk}:{redaction_id}"
        outbox.owe(REDACTED, reader.address, about=comment.pk, key=key, due_at=due_at)


def drop_about(comment: Comment) -> None:
    """Its writer is not told any more."""
    outbox.drop(DECIDED, about=comment.pk)
    outbox.drop(REDACTED, about=comment.pk)


@composes(DECIDED, _lazy("Word of a decision"))
def decided(letter: Letter) -> Draft | None:
    comment = _found(letter)
    reader = readers.writer_of(comment) if comment else None
    if comment is None or reader is None or not comment.wants_news or reader.address.lower() != letter.to.lower():
        return None
    if silences.all_of_them().holds_for(letter.to, [reader]):
        return None  # they read it on the private page
    is_approved = comment.status == Status.APPROVED
    context = {
        "name": comment.name,
        "title": comment.discussion.post.title,
        "comment_url": mailing.permalink(comment),
        "settings_url": mailing.preferences(reader),
        "is_approved": is_approved,
        "decline": None if is_approved else _decline(comment),
        "receipt_url": mailing.receipt(comment),
    }
    subject = _("Approved: your response to “%(title)s”") if is_approved else _("About your response to “%(title)s”")
    return Draft(subject % context, "comments/mail/decided", context, mailing.threading(comment))


def _found(letter: Letter) -> Comment | None:
    """The comment that the letter is about, while the decision it is to tell of stands."""
    rows = Comment.objects.select_related("discussion__post", "discussion__defaults", "user")
    comment = rows.filter(pk=letter.about).first()
    told = (letter.key or "").rpartition(":")[2]
    return comment if comment and comment.discussion.post.is_published and comment.status == told else None


def _decline(comment: Comment) -> Event | None:
    return comment.events.filter(to_status=comment.status).select_related("house_rule").order_by("-pk").first()


@composes(REDACTED, _lazy("Word of what was taken out"))
def redacted(letter: Letter) -> Draft | None:
    """While it stays out. What it was is not repeated in a letter."""
    named = (letter.key or "").rpartition(":")[2]
    rows = Redaction.objects.filter(pk=named if named.isdecimal() else 0, taken_back_at=None)
    row = rows.select_related("comment__discussion__post", "comment__user").first()
    reader = readers.writer_of(row.comment) if row else None
    if row is None or reader is None or not row.comment.wants_news or reader.address.lower() != letter.to.lower():
        return None
    context = {
        "name": row.comment.name,
        "title": row.comment.discussion.post.title,
        "placeholder": row.placeholder,
        "reason": row.reason,
        "receipt_url": mailing.receipt(row.comment),
        "settings_url": mailing.preferences(reader),
    }
    subject = _("About your response to “%(title)s”") % context
    return Draft(subject, "comments/mail/redacted", context, mailing.threading(row.comment))
