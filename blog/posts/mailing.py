"""Mailing an article to its readers, once. Who they are another app knows: it says so here when the site starts."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.posts.models import Post

_counts: list[Callable[[], int]] = []


def counts(count: Callable[[], int]) -> Callable[[], int]:
    """Registers who can say how many readers get new articles by mail."""
    _counts[:] = [count]
    return count


def readers() -> int | None:
    """How many readers an article would be mailed to now; None where none is ever mailed."""
    return _counts[0]() if settings.EMAIL_CONFIGURED and _counts else None


def is_offered(post: Post | None) -> bool:
    """May its author say now that this article is to be mailed?"""
    return bool(settings.EMAIL_CONFIGURED and _counts) and not (post and post.sent_to_readers_at)


def label() -> str:
    count = readers() or 0
    return ngettext(
        "Send it to %(count)d reader by mail when it is published",
        "Send it to %(count)d readers by mail when it is published",
        count,
    ) % {"count": count}


def help_text() -> str:
    minutes = settings.MAIL_DELAY_MINUTES
    later = ngettext(
        "It goes out once, %(count)d minute after it was published and last saved: until then you can take it back.",
        "It goes out once, %(count)d minutes after it was published and last saved: until then you can take it back.",
        minutes,
    )
    return later % {"count": minutes} if minutes else _("It goes out once, as soon as it is published.")


def sentence(post: Post) -> str:
    """When an article was mailed, and to how many."""
    words = ngettext(
        "On %(moment)s, to %(count)d reader.", "On %(moment)s, to %(count)d readers.", post.sent_to_readers
    )
    moment = date_format(localtime(post.sent_to_readers_at), "DATETIME_FORMAT")
    return words % {"moment": moment, "count": post.sent_to_readers}
