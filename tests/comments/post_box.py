"""What the background does with time, and what lies in the box afterwards."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.core import mail
from django.utils import timezone

from blog.mail import outbox
from comments import telling


def after(minutes: float = 6) -> list[mail.EmailMultiAlternatives]:
    """Does what is due so many minutes from now. Gives all that was sent since the test began."""
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        telling.tell_due()
        outbox.send_all_due()
    return mail.outbox


def sent_to(minutes: float = 6) -> list[str]:
    return sorted(letter.to[0] for letter in after(minutes))
