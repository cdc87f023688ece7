"""The name an account shows: what it may hold, and whose it may not be."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog.lookalikes import folded, is_an_office, passes_for

TAKEN = _("This name belongs to somebody who writes or looks after this site. Choose another, or add to it.")
FILLERS = "\u115f\u1160\u3164\uffa0\u2800"  # letters and signs by their class, and nothing to the eye
EMPTY = _("Enter a name that can be seen.")


def clean_shown_name(name: str, person: User | None = None) -> str:
    """The name on one line, without what cannot be seen. Raises ValidationError for a name of the staff."""
    kept = "".join(
        char for char in name if unicodedata.category(char) not in {"Cc", "Cf", "Co", "Cs"} and char not in FILLERS
    )
    kept = " ".join(kept.split())
    if not folded(kept):
        raise ValidationError(EMPTY, code="empty")
    if is_name_of_staff(kept, person):
        raise ValidationError(TAKEN, code="reserved")
    return kept


def is_name_of_staff(name: str, person: User | None = None) -> bool:
    staff = User.objects.filter(is_staff=True, is_active=True)
    if person is not None and person.pk:
        staff = staff.exclude(pk=person.pk)
    return is_an_office(name) or any(passes_for(name, other.name, username=other.username) for other in staff)
