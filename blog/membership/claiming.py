"""Comments that were sent under one's proven address before there was an account."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from comments import tree
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
    rows = claimable(user).filter(pk__in=list(chosen))
    count = 0
    for discussion_id in sorted(set(rows.order_by().values_list("discussion_id", flat=True))):
        with tree.locked(discussion_id):
            count += (
                rows.filter(discussion=discussion_id)
                .order_by()
                .update(user=user, email="", proof=Comment.Proof.NONE, held_for="")
            )
    return count


def proven_addresses(user: User) -> list[str]:
    return list(EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True))
