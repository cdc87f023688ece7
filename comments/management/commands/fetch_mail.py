from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from blog.posts import regional
from comments.inbox import delivering, fetching
from comments.inbox.answering import PutOff
from comments.inbox.mailboxes import LARGEST, MailboxError, Maildir, imap

LATER = os.EX_TEMPFAIL  # a mail server that hears this keeps the mail and comes again
NAMES = ("published", "held", "refused", "kept", "noted", fetching.AGAIN, fetching.PUT_OFF)


class Command(BaseCommand):
    help = "Takes the answers that came by mail: from the mailbox of INBOX_URL, another one, a Maildir, or one on standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        source = parser.add_mutually_exclusive_group()
        source.add_argument("--imap", metavar="URL", help="imaps://user:password@host/folder")
        source.add_argument("--maildir", type=Path, metavar="PATH")
        source.add_argument("--stdin", action="store_true", help="one mail; for a pipe from a mail server")
        parser.add_argument("--recipient", default="", help="whom the envelope of that mail names")
        parser.add_argument("--json", action="store_true", help="print the result for a program")

    @regional.in_force()
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            counts = self._taken(options)
        except MailboxError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(f"The database is away: {type(error).__name__}.", returncode=LATER) from error
        told = {name: counts[name] for name in NAMES}
        if options["json"]:
            self.stdout.write(json.dumps(told))
        else:
            self.stdout.write(f"Mail: {', '.join(f'{count} {name}' for name, count in told.items())}.")
        if counts[fetching.PUT_OFF]:
            sys.exit(LATER)

    def _taken(self, options: dict[str, Any]) -> Counter[str]:
        if options["stdin"]:
            return _one(sys.stdin.buffer.read(LARGEST + 1), options["recipient"])
        if options["maildir"]:
            return fetching.fetch(Maildir(options["maildir"]))
        url = options["imap"] or settings.INBOX_URL
        if not url:
            raise CommandError("Nothing to fetch from: set INBOX_URL, or give --imap, --maildir or --stdin.")
        with imap(url) as box:
            return fetching.fetch(box)


def _one(raw: bytes, recipient: str) -> Counter[str]:
    try:
        done = delivering.deliver(raw, recipient=recipient)
    except PutOff:
        return Counter({fetching.PUT_OFF: 1})
    return Counter({fetching.AGAIN if done.is_repeat else done.row.outcome: 1})
