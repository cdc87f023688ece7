"""Taking the mail that waits in a mailbox, one after another."""

from __future__ import annotations

import logging
from collections import Counter

from django.conf import settings

from comments.inbox import delivering
from comments.inbox.answering import PutOff
from comments.inbox.mailboxes import Mailbox, MailboxError, imap

logger = logging.getLogger("comments.inbox")

PUT_OFF, AGAIN = "put off", "again"


def fetch(box: Mailbox) -> Counter[str]:
    """How many mails came to what. Raises `MailboxError`; what was dealt with until then stays so."""
    counts: Counter[str] = Counter()
    for name, raw in box.waiting():
        try:
            done = delivering.deliver(raw)
        except PutOff:  # it stays where it is, and the next look finds it
            counts[PUT_OFF] += 1
            continue
        box.done(name)
        counts[AGAIN if done.is_repeat else done.row.outcome] += 1
    return counts


def fetch_inbox() -> Counter[str]:
    """The mailbox that the setting INBOX_URL names, if any. For the worker: a server that is away raises nothing."""
    if not settings.INBOX_URL:
        return Counter()
    try:
        with imap(settings.INBOX_URL) as box:
            return fetch(box)
    except MailboxError as error:
        logger.warning("Mail could not be fetched: %s", error)
        return Counter()
