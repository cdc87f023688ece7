"""The letters about what waits. Each is written when it is sent: what was decided meanwhile is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from blog.mail.composing import Draft, composes
from blog.mail.models import Letter
from comments import readers
from comments.mailing import absolute, threading
from comments.models import StaffMail
from comments.panel import queue
from comments.panel.scope import scope
from comments.staffmail import answering, batches, items, people, tokens
from comments.staffmail.announcing import HELD, TOGETHER

if TYPE_CHECKING:
    from accounts.models import User


@composes(HELD, _lazy("Word of a comment that waits"))
def held(letter: Letter) -> Draft | None:
    user = _decider(letter, (letter.key or "").rpartition(":")[2])
    theirs = scope(user) if user else None
    comment = queue.one(queue.waiting(theirs), letter.about or 0) if theirs is not None else None
    if user is None or comment is None or people.wrote(user, comment):
        return None
    reply_to = answering.address(comment, user)
    (item,) = items.build([comment], user)
    context = {**about(user), "item": item, "takes_answers": bool(reply_to)}
    subject = _("%(name)s on “%(title)s”, for you to decide") % {"name": item.name, "title": item.title}
    return Draft(subject, "comments/mail/held", context, {**threading(comment), **answering.headers(reply_to)})


@composes(TOGETHER, _lazy("Word of comments that wait"))
def together(letter: Letter) -> Draft | None:
    user = _decider(letter, str(letter.about))
    theirs = scope(user) if user else None
    keys = batches.keys(letter, user) if user else []
    if user is None or theirs is None or not keys:
        return None
    found = {comment.pk: comment for comment in queue.many(theirs, keys[: batches.TEN])}
    told = items.build([found[pk] for pk in keys if pk in found], user)
    waiting = queue.waiting(theirs)[: queue.COUNT_LIMIT + 1].count()
    context = {**about(user), "items": told, "waiting": queue.said(waiting), "has_more": waiting > len(told)}
    subject = ngettext("%(count)d comment waits for you", "%(count)d comments wait for you", len(keys))
    return Draft(
        subject % {"count": len(keys)},
        "comments/mail/held_together",
        context,
        {"References": _id(f"waiting-{user.pk}")},
    )


def about(user: User) -> dict[str, Any]:
    """What every letter to staff says: whom it greets, and where they choose which mail they get."""
    return {
        "name": user.name,
        "queue_url": absolute(reverse("queue:list")),
        "settings_url": absolute(reverse("comments:mail-staff", args=[tokens.for_switches(user)])),
    }


def _decider(letter: Letter, pk: str) -> User | None:
    """Whom a letter is for, while the address is theirs and they want letters about what waits."""
    reader = readers.by_key(f"u{pk}")
    user = reader.user if reader else None
    if user is None or (user.email or "").lower() != letter.to.lower():
        return None
    return None if people.wishes(user).held == StaffMail.Held.NEVER else user


def _id(name: str) -> str:
    host = settings.SITE_URL.partition("://")[2].partition(":")[0]
    return f"<{name}@{host}>"
