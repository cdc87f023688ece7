"""With what status a comment begins, and why. Rules read what was proven, never what was typed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from . import names
from .models import Comment, Defaults, Status
from .people import standing as people


@dataclass(frozen=True)
class Verdict:
    status: Status
    held_for: str = Comment.HeldFor.NOTHING


PUBLISHED = Verdict(Status.APPROVED)
HELD = Verdict(Status.PENDING)


def first(
    comment: Comment, settings: Defaults, *, is_staff: bool, standing: people.Standing = people.NOTHING
) -> Verdict:
    """What a comment begins as. Somebody else's name comes before any trust."""
    if is_staff:
        return PUBLISHED
    if names.owner_of_name_of(comment):
        return Verdict(Status.PENDING, Comment.HeldFor.NAME)
    if standing.is_read_first:
        return HELD
    if standing.trusted_by:
        return PUBLISHED
    return PUBLISHED if settings.trusts_known and is_known(comment, settings.known_after) else HELD


def held(verdict: Verdict) -> Verdict:
    """What its writer wants to look at once more is not published meanwhile, whoever they are."""
    return HELD if verdict.status == Status.APPROVED else verdict


def is_known(comment: Comment, approved: int) -> bool:
    """Has its writer, by account or proven address, had so many comments approved?"""
    if not comment.is_proven:
        return False
    mine = Comment.objects.shown().order_by().exclude(pk=comment.pk).filter(_same_writer(comment))
    return mine[:approved].count() >= max(approved, 1)  # nobody is known by nothing


def _same_writer(comment: Comment) -> Q:
    if comment.user_id:
        return Q(user=comment.user_id)
    # SQLite takes the index of the rows that have an address only where the query says so too.
    return Q(email=comment.email, proof=Comment.Proof.ADDRESS) & ~Q(email="")
