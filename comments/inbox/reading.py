"""What somebody says in a mail: the words they wrote themselves, fit to be published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.conf import settings

from comments.inbox import bodies, quotes
from comments.inbox.received import Received

# It begins where an address can: begun at every letter of a long line, it would take hours over it.
_TOKEN = re.compile(r"(?<![^\s<>@])<?[^\s<>@]+\+[a-z2-7]{20,58}@[\w.-]+>?", re.IGNORECASE)
_WRAPPED = re.compile(r"(?<!\S)\S*%\S+")
_DEEPEST = 3  # links within links
_PRIVATE = (
    r"/(?:comments/(?!comment-|\d+/)[\w-]+|mail/stop|accounts)/\S*"  # what our mails lead to and only their reader may
)


@dataclass(frozen=True)
class Words:
    """`text` is what was written without what was quoted; `whole` all there was to read."""

    text: str
    whole: str
    attachments: int = 0
    is_encrypted: bool = False


def words_of(mail: Received) -> Words:
    body = bodies.body_of(mail)
    return Words(without_secrets(quotes.own_words(body.text)), body.text.strip(), body.attachments, body.is_encrypted)


def without_secrets(text: str) -> str:
    """No private link of ours and no reply address gets out with the words, however it came into them."""
    host = re.escape(urlsplit(settings.SITE_URL).netloc)
    links = re.compile(rf"<?(?:https?://)?\b{host}{_PRIVATE}", re.IGNORECASE)
    lines = []
    for line in text.split("\n"):
        clean = _WRAPPED.sub(lambda word: "" if links.search(_unwrapped(word[0])) else word[0], line)
        clean = _TOKEN.sub("", links.sub("", clean))
        if clean == line or clean.strip("> "):
            lines.append(line if clean == line else clean.rstrip())
    return "\n".join(lines).strip()


def _unwrapped(word: str) -> str:
    """A link that a company's mail server put into one of its own, to look at where people go."""
    for _level in range(_DEEPEST):
        word = unquote(word)
    return word
