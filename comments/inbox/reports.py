"""Reports of other mail servers about letters of ours."""

from __future__ import annotations

from comments.inbox.answering import Aside
from comments.inbox.received import Received


def note(mail: Received) -> Aside | None:
    return None
