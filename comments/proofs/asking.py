"""Asking by mail whether an address belongs to who typed it.

The letter carries a secret that is random, good once and for a few days, and kept here as a hash
only. It is made when the letter is written, so that nothing which could be stolen waits in a queue.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from blog.mail import outbox
from comments.models import Comment, ProofRequest

GOOD_FOR = timedelta(days=3)  # a mail may wait over a weekend
SECRET_BYTES = 32
PROOF, MINE = "proof", "mine"
MINE_A_DAY = 5  # to one proven address, by whoever holds a private link to anything under it
LIVING = 2  # a mail whose sending could not be noted is sent again: the link in the first one may be the one they press


def may_ask(comment: Comment) -> bool:
    """Is there an address that could be proven, and a way to write to it?"""
    return settings.EMAIL_CONFIGURED and bool(comment.email) and not comment.is_proven


def ask(comment: Comment, network: str = "") -> bool:
    """Owe the letter that asks. False where nobody may be asked, or the address wants no mail (for now).

    `network` is where that was asked from, if not where the comment was sent from.
    """
    if not may_ask(comment):
        return False
    key, network = _once_a_quarter(PROOF, comment.pk), network or comment.network
    return outbox.owe(PROOF, comment.email, about=comment.pk, key=key, unasked=True, network=network) is not None


def send_the_way_in(comment: Comment) -> bool:
    """Owe the owner of a proven address the link to everything under it."""
    if comment.proof != Comment.Proof.ADDRESS or not settings.EMAIL_CONFIGURED:
        return False
    key = _once_a_quarter(MINE, comment.pk)
    return outbox.owe(MINE, comment.email, about=comment.pk, key=key, a_day=MINE_A_DAY) is not None


def new_secret(comment: Comment) -> str:
    """A secret that proves the comment's address to whoever shows it in time. It ends all but the last one."""
    earlier = comment.proof_requests.order_by("-asked_at", "-pk").values_list("pk", flat=True)[LIVING - 1 :]
    ProofRequest.objects.filter(pk__in=list(earlier)).delete()
    secret = secrets.token_urlsafe(SECRET_BYTES)
    ProofRequest.objects.create(comment=comment, secret_hash=_hash(secret))
    return secret


def find(secret: str) -> ProofRequest | None:
    """What a secret was made for; None for one that is unknown, used or too old."""
    fresh = ProofRequest.objects.filter(asked_at__gt=timezone.now() - GOOD_FOR)
    related = ("comment__discussion__post", "comment__discussion__defaults")
    return fresh.select_related(*related).filter(secret_hash=_hash(secret)).first()


def drop_old_requests() -> int:
    return ProofRequest.objects.filter(asked_at__lte=timezone.now() - GOOD_FOR).delete()[0]


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()  # random and long: nothing slower is needed


def _once_a_quarter(kind: str, pk: int) -> str:
    """An impatient click more asks for the same letter; after a quarter of an hour it may be asked for anew."""
    return f"{kind}:{pk}:{int(timezone.now().timestamp() // 900)}"
