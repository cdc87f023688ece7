"""Marking a comment as helpful: quietly, once per person, never against anybody.

Guests are told apart by the keyed hash of their network, so that no cookie is needed. The price:
one household has one mark, and may give another once the hash has been forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import tally, tree
from .models import Comment, HelpfulMark
from .rows import Row

if TYPE_CHECKING:
    from accounts.models import User


def mark(comment: Comment, *, user: User | None, network: str, wanted: bool | None = None) -> bool:
    """Set or take back this person's mark; without `wanted`, whichever it is not. Is it marked now?"""
    if not (user or network) or (user and comment.user_id == user.pk):
        return False  # nobody to know again, or the writer
    with tree.locked_around(comment) as discussion:
        comment.tree_id = Comment.objects.values_list("tree_id", flat=True).get(pk=comment.pk)
        theirs = _theirs(HelpfulMark.objects.filter(comment=comment), user, network)
        is_marked = theirs.exists()
        if wanted is None or wanted != is_marked:
            if is_marked:
                theirs.delete()
            else:
                HelpfulMark.objects.create(comment=comment, user=user, network="" if user else network)
            is_marked = not is_marked
            _count(comment, 1 if is_marked else -1)
            tally.touch(discussion)
    return is_marked


def note(rows: Iterable[Row], user: User) -> None:
    """Tell each row whether this person has marked it."""
    keys = [row.pk for row in rows]
    marked = set(HelpfulMark.objects.filter(user=user, comment__in=keys).values_list("comment", flat=True))
    for row in rows:
        row.is_marked = row.pk in marked


def label(count: int, is_marked: bool | None = False) -> str:
    if not count:
        return _("Helpful")
    if not is_marked:
        return _("Helpful to %(count)d") % {"count": count}
    if count == 1:
        return _("Helpful to you")
    more = ngettext("Helpful to you and %(count)d more", "Helpful to you and %(count)d more", count - 1)
    return more % {"count": count - 1}


def _theirs(marks: QuerySet[HelpfulMark], user: User | None, network: str) -> QuerySet[HelpfulMark]:
    return marks.filter(user=user) if user else marks.filter(network=network).exclude(network="")


def _count(comment: Comment, step: int) -> None:
    Comment.objects.filter(pk=comment.pk).update(helpful_count=F("helpful_count") + step)
    Comment.objects.filter(tree_id=comment.tree_id, level=0).update(tree_helpful=F("tree_helpful") + step)
