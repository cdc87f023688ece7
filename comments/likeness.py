"""What makes two comments alike, kept as a keyed hash: so a flood is one line of the queue, and cleared by one act.

Advertising leads somewhere, whatever it says, so where it leads to is what it is told by. What leads nowhere
is told by its words, without the numbers and signs that are varied from one to the next.
"""

from __future__ import annotations

import re

from django.utils.crypto import salted_hmac

from blog import markup

from .models import Comment
from .rules.linking import foreign_hosts

FEWEST_WORDS = 4  # "Thank you!" is said by many who have nothing to do with each other
MOST_WORDS = 40
_WORD = re.compile(r"[^\W\d_]+")


def of(comment: Comment) -> str:
    """32 hex digits, or "" for what is like nothing else. Reads `body_html`."""
    hosts = {*foreign_hosts(comment.body_html)}
    if hosts:
        return _mark(f"to {min(hosts)}")
    words = _WORD.findall(markup.comment_text(comment.body_html).casefold())[:MOST_WORDS]
    return _mark(f"says {' '.join(words)}") if len(words) >= FEWEST_WORDS else ""


def _mark(what: str) -> str:
    return salted_hmac("comments.likeness", what, algorithm="sha256").hexdigest()[:32]
