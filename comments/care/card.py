"""The help card: the owner's words for a writer who seems to need somebody to talk to.

It hangs on the text alone, each time anew: that it was shown is kept nowhere and told to nobody.
"""

from __future__ import annotations

import re
import unicodedata

from django.utils.safestring import SafeString

from blog import markup
from comments.models import Comment, Defaults, Discussion

_MARKS = re.compile("[\u0300-\u036f]")
_BETWEEN = re.compile(r"[\W_]+")


def card(discussion: Discussion, text: str) -> SafeString | None:
    """The card, where the text holds one of the owner's words."""
    return shown_card(discussion.defaults) if is_called_for(discussion, text) else None


def card_of(comment: Comment) -> SafeString | None:
    return card(comment.discussion, comment.body)


def is_called_for(discussion: Discussion, text: str) -> bool:
    settings = discussion.defaults
    if not (discussion.is_careful and settings.help_card_html and settings.help_words):
        return False
    said = spaced(text)
    return any(words in said for words in wanted(settings.help_words))


def shown_card(settings: Defaults) -> SafeString:
    return markup.trusted(settings.help_card_html)


def wanted(lines: str) -> list[str]:
    """What to look for in a spaced text: whole words, or the beginning of one where an asterisk ends the line."""
    found = []
    for line in lines.splitlines():
        words = spaced(line).rstrip(" ")
        if words:
            found.append(words if line.rstrip().endswith("*") else f"{words} ")
    return found


def spaced(text: str) -> str:
    """The words in lower case and without accents, one blank before and behind each."""
    spread = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss"))
    return f" {_BETWEEN.sub(' ', _MARKS.sub('', spread)).strip()} "
