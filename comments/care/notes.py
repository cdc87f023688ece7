"""What a preview says beside the text."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from comments.models import Discussion

from .card import card
from .hints import Hint, hints
from .known import known_words


@dataclass(frozen=True)
class Notes:
    hints: list[Hint] = field(default_factory=list)
    card: SafeString | None = None


def notes(discussion: Discussion, text: str) -> Notes:
    """Hints and the help card for this text; nothing where care mode is off."""
    if not discussion.is_careful:
        return Notes()
    return Notes(hints(text, known_words(discussion)), card(discussion, text))
