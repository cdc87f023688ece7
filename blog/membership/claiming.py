"""Comments that were sent under one's proven address before there was an account."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from comments import names, tree
from comments.models import Comment, Status


def claimable(user: User) -> QuerySet[Comment]:
    """What a proven address of this account stands on, newest first.

    What nobody proved and nobody else can read is left out: somebody may have mistyped their own address.
    """
    addresses = {form for address in proven_addresses(user) for form in (address, address.lower())}
    sent = Comment.objects.filter(email__in=addresses, user=None, kind=Comment.Kind.COMMENT).exclude(email="")
    known = sent.filter(Q(proof=Comment.Proof.ADDRESS) | Q(status=Status.APPROVED))
    return known.select_related("discussion__post").order_by("-submitted_at", "-pk")


@transaction.atomic
def claim(user: User, chosen: Iterable[int]) -> int:
    """Tie the chosen of them to the account; name and words stay as they are. Returns how many."""
    chosen = set(chosen)
    rows = claimable(user).filter(pk__in=chosen)
    for discussion_id in sorted(set(rows.order_by().values_list("discussion_id", flat=True))):
        tree.lock(discussion_id)
    mine = list(rows)
    for comment in mine:
        _take(comment, user)
    return len(mine)


def _take(comment: Comment, user: User) -> None:
    comment.user, comment.email, comment.proof = user, "", Comment.Proof.NONE
    comment.link_generation += 1  # who typed the address, and kept the link, may be somebody else
    if not names.owner_of_name_of(comment):
        comment.held_for = Comment.HeldFor.NOTHING
    comment.save(update_fields=["user", "email", "proof", "held_for", "link_generation"])
    comment.proof_requests.all().delete()


def proven_addresses(user: User) -> list[str]:
    return list(EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True))
