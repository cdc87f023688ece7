"""How often one network or account may try: counted before its text is rendered, whatever becomes of it.

`limits` counts what is stored, and a preview or a text that is refused never is. Rendering is the
dear part of a send, so this is asked first, wherever a form with words or a mark arrives.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import ngettext

from blog.allowance import HOUR, MINUTE, Bucket, take
from blog.network import network_hash

from .submission import Refused

if TYPE_CHECKING:
    from accounts.models import User

# Who looks at a preview after every sentence tries ten times in a minute; a school or an office
# behind one address is a few such people.
BUCKETS = (Bucket("attempts", 30, MINUTE), Bucket("attempts-hourly", 200, HOUR))


def count(request: HttpRequest, user: User | None) -> None:
    """One more attempt of the account, or of the network where nobody is signed in. Raises `Refused`."""
    who = f"user.{user.pk}" if user else network_hash(request)
    for bucket in BUCKETS if settings.COMMENT_RATE_LIMIT else ():
        if wait := take(bucket, who):
            raise _refused(wait)


def _refused(wait: int) -> Refused:
    message = ngettext(
        "Those were many attempts in a short time. Please wait %(count)d second, then try again. Your text is still here.",
        "Those were many attempts in a short time. Please wait %(count)d seconds, then try again. Your text is still here.",
        wait,
    )
    return Refused("attempts", message % {"count": wait}, HTTPStatus.TOO_MANY_REQUESTS, wait=wait)
