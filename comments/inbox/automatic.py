"""Mail that nobody wrote: absence notes, bounces, lists, our own that came back. None of it is ever answered."""

from __future__ import annotations

import re
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings

from comments.inbox.received import Received, content_type, parameter

_NOBODY = re.compile(r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)(?:[+-].*)?@", re.IGNORECASE)
_ABSENT = re.compile(
    r"^(?:auto(?:matic)?[ -]?repl(?:y|ies)|auto-?response|automatische antwort|abwesend|abwesenheit\w*|out of (?:the )?office|"
    r"réponse automatique|absence du bureau|respuesta automática|fuera de (?:la )?oficina|automatisch antwoord|afwezig\w*|"
    r"undelivered mail|delivery status notification|undeliverable)\b",
    re.IGNORECASE,
)


def is_automatic(mail: Received) -> bool:
    return any(
        (
            mail.header("auto-submitted").partition(";")[0].strip().lower() not in {"", "no"},
            mail.header("precedence").lower() in {"bulk", "junk", "list", "auto_reply"},
            mail.headers("list-id"),
            mail.headers("x-autoreply") or mail.headers("x-autorespond"),
            mail.header("return-path") == "<>",
            mail.kind == "multipart/report",
            _NOBODY.match(mail.sender),
            _ABSENT.match(mail.subject),
            is_ours(mail),
            _is_invitation(mail),
        )
    )


def is_ours(mail: Received) -> bool:
    """A letter of this site that came back to it."""
    host = urlsplit(settings.SITE_URL).hostname or ""
    own = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()
    leads_home = f"<{settings.SITE_URL}/".lower() in mail.header("list-unsubscribe").lower()
    return leads_home or mail.sender == own or host in [loop.lower() for loop in mail.headers("x-loop")]


def wants_no_answer(mail: Received) -> bool:
    """Its sender's program asks that no program writes back."""
    return bool(mail.headers("x-auto-response-suppress"))


def _is_invitation(mail: Received) -> bool:
    return any(content_type(part) == "text/calendar" and parameter(part, "method") for part in mail.parts())
