"""Word of what readers can see from now on, to everybody who asked for it. Work of the background.

A decision only notes when word of a comment is owed (`tell_at`), so it costs the same whether one
or a thousand follow the discussion. When that moment comes, and the comment can still be read, each
who wants to hear of it is owed one letter under a key that names both; whoever is interrupted here
begins again and owes nobody a second one. What was told (`told_at`) is never told again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from blog.mail import outbox
from blog.mail.models import Letter, address_mark

from . import digests, wishes
from .models import LONG_AGO, Comment, Subscription
from .staffmail import published

ANSWERED, NEWS = "answered", "news"
BATCH = 50  # comments that one look takes up

Scope, Pace = Subscription.Scope, Subscription.Pace


def key_of(comment: Comment, address: str) -> str:
    """One comment, one person, one letter, whatever the reason for it."""
    return f"{NEWS}:{comment.pk}:{address_mark(address)}"


def tell_due(limit: int = BATCH) -> int:
    """Owe the letters about all comments whose moment has come, up to `limit`. Returns how many were told."""
    due = Comment.objects.filter(tell_at__lte=timezone.now()).order_by("tell_at", "pk")
    rows = due.select_related("discussion__post__author", "discussion__defaults", "user", "parent__user")
    return sum(_tell(comment) for comment in rows[:limit])


def can_be_told(comment: Comment) -> bool:
    return comment.is_shown and not comment.is_forgotten and comment.discussion.post.is_published


def _tell(comment: Comment) -> bool:
    now, is_told = timezone.now(), can_be_told(comment)
    if is_told:
        wanted = wishes.of_all(comment)
        outbox.owe_many(_letters(comment, (wish for wish in wanted if wish.pace == Pace.AT_ONCE)))
        outbox.owe_many(_to_staff(comment))
        digests.owe((wish.reader.address for wish in wanted if wish.pace == Pace.DAILY), now)
    done: dict[str, Any] = {"tell_at": None, "told_at": now if is_told else None}
    return Comment.objects.filter(pk=comment.pk, tell_at=comment.tell_at).update(**done) == 1 and is_told


def _letters(comment: Comment, wanted: Iterable[wishes.Wish]) -> Iterable[Letter]:
    for wish in wanted:
        kind = ANSWERED if wish.scope == Scope.REPLIES else NEWS
        to = wish.reader.address
        yield outbox.a_letter(kind, to, about=comment.pk, key=key_of(comment, to))


def _to_staff(comment: Comment) -> Iterable[Letter]:
    for reader in published.recipients(comment):
        to = reader.address
        yield outbox.a_letter(published.KIND, to, about=comment.pk, key=key_of(comment, to))


def forget(comment: Comment) -> None:
    """Nobody is told of this comment any more, nor its writer of what answers it.

    It counts as told long ago: no letter of a day names it, and approving it again is no news.
    """
    Comment.objects.filter(pk=comment.pk).update(tell_at=None, told_at=LONG_AGO)
    for kind in (ANSWERED, NEWS, published.KIND):
        outbox.drop(kind, about=comment.pk)
    for answer in Comment.objects.filter(parent=comment).order_by().values_list("pk", flat=True):
        outbox.drop(ANSWERED, about=answer)
