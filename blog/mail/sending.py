"""Handing one letter to the mail server, and what comes of it. The rows are the outbox's business."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError
from django.utils.translation import gettext as _

from blog.mail import composing, stopping
from blog.mail.message import message
from blog.mail.models import Letter

logger = logging.getLogger("blog.mail")

FOR_GOOD = 500  # RFC 5321: from here on the same mail is refused again; below it is welcome later
CLOSING = 421  # RFC 5321: "service not available", whatever was asked

SENT, POINTLESS, PUT_OFF, REFUSED, NO_SERVER = "sent", "dropped", "put off", "failed", "no server"


@dataclass(frozen=True)
class Outcome:
    """`result` is one of the words above; `why` is for the owner."""

    result: str
    why: str = ""


def hand_over(letter: Letter, connection: BaseEmailBackend) -> Outcome:
    """Compose a letter and give it to the server. Only a database that is away raises."""
    if stopping.is_stopped(letter.address):
        return Outcome(POINTLESS)
    try:
        written = _written(letter, connection)
    except DatabaseError:
        raise
    except Exception as error:  # one letter that cannot be written must not keep the others
        return _unwritable(letter, error)
    if written is None:
        return Outcome(POINTLESS)
    try:
        written.send()
    except (SMTPException, OSError) as error:
        return _said_no(error)
    except Exception as error:  # a header or an address that no mail can carry
        return _unwritable(letter, error)
    return Outcome(SENT)


def _written(letter: Letter, connection: BaseEmailBackend) -> EmailMultiAlternatives | None:
    draft = composing.compose(letter)
    return message(letter, draft, connection) if draft else None


def _unwritable(letter: Letter, error: Exception) -> Outcome:
    logger.error("A letter of kind %s could not be written", letter.kind, exc_info=error)
    return Outcome(PUT_OFF, _("It could not be written (%(error)s).") % {"error": type(error).__name__})


def _said_no(error: SMTPException | OSError) -> Outcome:
    """About this address or this mail, or about all that we could send now?"""
    if isinstance(error, SMTPRecipientsRefused):
        code = next(iter(error.recipients.values()))[0]
        why = _("The mail server refused the address (%(code)d).") % {"code": code}
    elif isinstance(error, SMTPDataError):
        code, why = error.smtp_code, _("The mail server refused the mail (%(code)d).") % {"code": error.smtp_code}
    else:
        return _no_server(error)
    if code == CLOSING:
        return Outcome(NO_SERVER, why)
    return Outcome(REFUSED if code >= FOR_GOOD else PUT_OFF, why)


def _no_server(error: SMTPException | OSError) -> Outcome:
    """It is away, or it does not take anything from us: our password, our sender."""
    logger.warning("The mail server takes nothing: %s", type(error).__name__)
    if isinstance(error, SMTPResponseException):
        why = _("The mail server takes no mail from this site (%(code)d).") % {"code": error.smtp_code}
    else:
        why = _("The mail server could not be reached (%(error)s).") % {"error": type(error).__name__}
    return Outcome(NO_SERVER, why)
