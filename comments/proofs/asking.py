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


def may_ask(comment: Comment) -> bool:
    """Is there an address that could be proven, and a way to write to it?"""
    return settings.EMAIL_CONFIGURED and bool(comment.email) and not comment.is_proven


def ask(comment: Comment) -> bool:
    """Owe the letter that asks. False where nobody may be asked, or the address wants no mail (for now)."""
    if not may_ask(comment):
        return False
    return (
        outbox.owe(PROOF, comment.email, about=comment.pk, key=_once_a_quarter(PROOF, comment.pk), unasked=True)
        is not None
    )


def send_the_way_in(comment: Comment) -> bool:
    """Owe the owner of a proven address the link to everything under it."""
    if comment.proof != Comment.Proof.ADDRESS or not settings.EMAIL_CONFIGURED:
        return False
    return outbox.owe(MINE, comment.email, about=comment.pk, key=_once_a_quarter(MINE, comment.pk)) is not None


def new_secret(comment: Comment) -> str:
    """A secret that proves the comment's address to whoever shows it in time."""
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
