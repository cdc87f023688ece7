"""Everything that stands here under a proven address: to be read, taken along, or erased."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from blog.mail import incoming, outbox
from comments import erasure
from comments.models import Comment, Commenter, ProofRequest
from comments.people import forgetting, senders
from comments.receipts.export import exported, followed, measures_about
from comments.subscribing import asking as subscribing


def comments_of(commenter: Commenter) -> QuerySet[Comment]:
    """What its owner has proven to be theirs, newest first."""
    # SQLite takes the index of the rows that have an address only where the query says so too.
    proven = Comment.objects.filter(email=commenter.email, proof=Comment.Proof.ADDRESS).exclude(email="")
    return proven.select_related("discussion__post").order_by("-submitted_at", "-pk")


def end_links(commenter: Commenter) -> None:
    """Every browser and every link that was good for this address, or one response under it, is so no more."""
    comments_of(commenter).order_by().update(link_generation=F("link_generation") + 1)
    Commenter.objects.filter(pk=commenter.pk).update(generation=F("generation") + 1)
    commenter.refresh_from_db(fields=["generation"])


def everything(commenter: Commenter) -> dict[str, Any]:
    """Plain values, for a file."""
    rows = comments_of(commenter).prefetch_related("events", "revisions")
    return {
        "name": commenter.name,
        "email": commenter.email,
        "proven": commenter.proven_at.isoformat(),
        "measures": measures_about(senders.of_visitor(None, commenter, "")),
        "follows": followed(commenter.subscriptions.all()),
        "responses": [exported(comment) for comment in rows],
    }


@transaction.atomic
def erase(commenter: Commenter, *, keep_text: bool) -> None:
    """Forget the person: no table knows the address, the name or their marks afterwards.

    What others, or they themselves without proof, sent under the address only loses the address.
    """
    for comment in comments_of(commenter).order_by("discussion_id", "pk"):
        erasure.erase(comment, keep_text=keep_text)
    forget_address(commenter.email)


def forget_address(address: str) -> None:
    """Neither owed to, come from, known by nor sent under this address any more."""
    outbox.forget(address)
    subscribing.forget(address)
    incoming.forget(address)
    forgetting.address(address)
    sent = Comment.objects.filter(email__iexact=address).exclude(email="")
    ProofRequest.objects.filter(comment__in=sent).delete()
    sent.update(email="", proof=Comment.Proof.NONE)  # by nobody who is known any more; who comes back may prove it anew
    Commenter.objects.filter(email=address.lower()).delete()
