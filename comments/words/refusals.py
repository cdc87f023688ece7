"""Why a pattern is not taken, in a sentence that names the place."""

from __future__ import annotations

from django.utils.translation import gettext as _


class Refused(Exception):
    """`at` counts the characters of the pattern as typed, from 1; 0 where no single place is to blame."""

    def __init__(self, reason: str, code: str, at: int = 0) -> None:
        self.reason, self.code, self.at = reason, code, at
        super().__init__(str(self))

    def __str__(self) -> str:
        if not self.at:
            return self.reason
        return _("Character %(at)d: %(reason)s") % {"at": self.at, "reason": self.reason}
