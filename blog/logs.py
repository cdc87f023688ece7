"""What our logs do not say."""

from __future__ import annotations

import logging
import re

# Whoever holds such an address may act with it, so no log may hold it.
PRIVATE_PATHS = re.compile(
    r"(/comments/(?:receipt|mail)/|/mail/stop/|/admin/queue/feed/)[^/\s\"']+|([?&](?:sent|token)=)[^&\s\"']+"
)


# What would begin a new line of the log, or speak to the terminal that shows it: a stranger may have written it.
NOT_ON_A_LINE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


class PrivatePaths(logging.Filter):
    """Cuts the token out of private addresses, and keeps what is said on one line; the rest of it stays."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        message = PRIVATE_PATHS.sub(lambda found: (found[1] or found[2]) + "…", message)
        record.msg = NOT_ON_A_LINE.sub(lambda found: ascii(found[0])[1:-1], message)
        record.args = None
        return True
