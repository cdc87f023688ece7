"""Reports of other mail servers: that an address does not exist (RFC 3464), that its owner complained (RFC 5965).

Anybody can write one. It is believed only where it brings along the Message-ID of a letter that went
out from here: besides us, only its reader's own servers know that.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from email.message import Message
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from blog.mail import stopping
from blog.mail.models import DoNotMail, Incoming, Letter
from comments.inbox.answering import Aside
from comments.inbox.received import Received, content_type, headers, parameter, parse

FOR_GOOD = re.compile(r"^5\.\d{1,3}\.\d{1,3}")
_OURS = re.compile(r"<([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})@([^<>\s]+)>", re.IGNORECASE)
_COMPLAINTS = {"abuse", "fraud", "opt-out", "other"}
Reason = DoNotMail.Reason


def note(mail: Received) -> Aside | None:
    """Act on a report. None where it is none; else what to write down about it."""
    if mail.message is None or mail.kind != "multipart/report":
        return None
    reason = _reason(mail)
    if reason is None:
        return None
    letter = _letter(mail)
    if letter is None:
        why = _("A report about a mail that this site did not send, or sent long ago.")
        return Aside("report", why, Incoming.Outcome.REFUSED, is_report=True)
    if not reason:
        return Aside(
            "soft", _("A letter is late or could not be delivered this time."), Incoming.Outcome.NOTED, is_report=True
        )
    stopping.stop(letter.address, reason)
    said = _("No more mail goes to an address: %(reason)s.") % {"reason": Reason(reason).label}
    return Aside(reason, said, Incoming.Outcome.NOTED, is_report=True)


def _reason(mail: Received) -> str | None:
    """What it reports: "" for what passes, None for what is no report that we read."""
    kind = parameter(mail.message, "report-type").lower() if mail.message else ""
    if kind == "delivery-status":
        return Reason.BOUNCED if any(map(_is_hard, _blocks(mail, "message/delivery-status"))) else ""
    if kind == "feedback-report":
        said = [
            value.lower()
            for block in _blocks(mail, "message/feedback-report")
            for value in headers(block, "feedback-type")
        ]
        return Reason.COMPLAINED if _COMPLAINTS.intersection(said) else ""
    return None


def _is_hard(block: Message) -> bool:
    action = next(iter(headers(block, "action")), "").lower()
    status = next(iter(headers(block, "status")), "")
    return action == "failed" and bool(FOR_GOOD.match(status))


def _blocks(mail: Received, kind: str) -> Iterator[Message]:
    """The groups of fields in the parts of this kind."""
    for part in mail.parts():
        if content_type(part) == kind:
            inner = part.get_payload()
            yield from (each for each in inner if isinstance(each, Message)) if isinstance(inner, list) else ()


def _letter(mail: Received) -> Letter | None:
    """The letter it is about, that was really sent."""
    host = (urlsplit(settings.SITE_URL).hostname or "").lower()
    for value in _returned(mail):
        if (match := _OURS.fullmatch(value)) and match[2].lower() == host:
            return Letter.objects.filter(message_id=uuid.UUID(match[1]), sent_at__isnull=False).first()
    return None


def _returned(mail: Received) -> Iterator[str]:
    """The Message-ID of what it gives back, whole or its head only."""
    for block in _blocks(mail, "message/rfc822"):
        yield from headers(block, "message-id")
    for part in mail.parts():
        if content_type(part) == "text/rfc822-headers" and isinstance(payload := part.get_payload(decode=True), bytes):
            yield from parse(payload).headers("message-id")
