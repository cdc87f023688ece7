"""What was said to somebody by the house, whoever said it: reasons at declining, mail about their comments, answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from blog.mail.composing import words as kind_words
from blog.mail.models import Incoming, Letter
from comments.models import Comment, Event, Status
from comments.notifications import DECIDED
from comments.panel.cards import who_acted
from comments.proofs import letters
from comments.telling import ANSWERED

MOST = 20  # of each kind, the latest
# Letters whose `about` is the comment, and which go to its writer.
ABOUT_THEIRS = (DECIDED, *letters.KINDS)


@dataclass(frozen=True)
class Message:
    at: datetime
    what: str
    words: str = ""
    comment: int | None = None


def to_and_from(comments: QuerySet[Comment]) -> list[Message]:
    """The latest first, in three queries."""
    keys: Any = comments.order_by().values("pk")
    found = [*_reasons(keys), *_letters(keys), *_by_mail(keys)]
    return sorted(found, key=lambda message: message.at, reverse=True)[:MOST]


def _reasons(keys: Any) -> list[Message]:
    declined = Event.objects.filter(comment__in=keys, to_status=Status.DECLINED).exclude(reason="")
    rows = declined.select_related("actor").order_by("-pk")[:MOST]
    return [
        Message(
            event.at, _("%(who)s declined it, and wrote") % {"who": who_acted(event)}, event.reason, event.comment_id
        )
        for event in rows
    ]


def _letters(keys: Any) -> list[Message]:
    sent = Letter.objects.sent().filter(kind__in=ABOUT_THEIRS, about__in=keys)
    answers = Comment.objects.filter(parent__in=keys).order_by().values("pk")
    told = Letter.objects.sent().filter(kind=ANSWERED, about__in=answers)
    rows = [*sent.order_by("-pk")[:MOST], *told.order_by("-pk")[:MOST]]
    return [
        Message(row.sent_at, _("Mail: %(what)s") % {"what": kind_words(row.kind)}, comment=row.about)
        for row in rows
        if row.sent_at
    ]


def _by_mail(keys: Any) -> list[Message]:
    rows = Incoming.objects.filter(answer__in=keys).order_by("-pk")[:MOST]
    return [Message(row.received_at, _("They answered by mail."), comment=row.answer) for row in rows]
