"""What a password here may not be, beside what Django's own checks refuse."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

OUR_WORDS = ("colloquy", "comment", "discussion", "moderator", "password")
SHORTEST_WORD = 4  # of the site's own name: a shorter one stands in too many others
BESIDE_THE_WORDS = 6  # letters that must be left when all of these words are taken out


class SiteWordsValidator:
    """Refuses what is made of the site's own words and next to nothing else: the first things that are tried."""

    def validate(self, password: str, user: Any = None) -> None:
        left = password.lower()
        found = [word for word in words() if word in left]
        for word in sorted(found, key=len, reverse=True):
            left = left.replace(word, "")
        if found and len(re.sub(r"[\W\d_]", "", left)) < BESIDE_THE_WORDS:
            raise ValidationError(self.get_help_text(), code="password_of_site_words")

    def get_help_text(self) -> str:
        return _("A password is more than the name of this site and a number.")


def words() -> set[str]:
    """Of this kind of site, and the parts of this one's address."""
    host = urlsplit(settings.SITE_URL).hostname or ""
    return {*OUR_WORDS, *(part for part in re.split(r"[.-]", host) if len(part) >= SHORTEST_WORD)}
