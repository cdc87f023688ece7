"""A letter that only shows whether mail gets out: the owner's way to find out before a reader does."""

from __future__ import annotations

import smtplib
import uuid
from typing import Any

from django.core.mail import get_connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from blog.mail import outbox
from blog.mail.composing import Draft, composes
from blog.mail.message import message
from blog.mail.models import Letter, address_mark

TEST = "test"


@composes(TEST, _lazy("Test mail"))
def compose_test(letter: Letter) -> Draft:
    return _draft()


def owe_a_test(address: str) -> Letter | None:
    """By the way that every letter goes. None where the address wants no mail, or a test was sent in this minute."""
    return outbox.owe(TEST, address, key=f"{TEST}:{address_mark(address)[:16]}:{timezone.now():%Y%m%d%H%M}")


def send_at_once(address: str) -> tuple[bool, str]:
    """Past the outbox. Whether the server took it, and what it answered."""
    letter = Letter(kind=TEST, to=address, address=address_mark(address), message_id=uuid.uuid4())
    connection = get_connection(fail_silently=False)
    try:
        connection.open()
        answers = _overheard(connection)
        message(letter, _draft(), connection).send()
    except (smtplib.SMTPException, OSError) as error:
        return False, _answer(error)
    finally:
        outbox.close(connection)
    return True, answers[-1] if answers else _("It was handed over.")


def _draft() -> Draft:
    return Draft(_("A test"), "mail/test")


def _answer(error: smtplib.SMTPException | OSError) -> str:
    code: int
    words: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, words = error.smtp_code, error.smtp_error
    else:
        return f"{type(error).__name__}: {error}"
    return f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"


def _overheard(connection: Any) -> list[str]:
    """What the server says to the mail itself; Django's backend throws it away."""
    answers: list[str] = []
    client = getattr(connection, "connection", None)
    if isinstance(client, smtplib.SMTP):
        data = client.data

        def listening(content: Any) -> tuple[int, bytes]:
            code, words = data(content)
            answers.append(f"{code} {words.decode(errors='replace')}")
            return code, words

        client.data = listening  # type: ignore[assignment, method-assign]
    return answers
