"""Somebody typed an address to follow something by mail: its owner is asked first, by a letter with a secret.

Whoever types learns nothing about the address: not whether it is known here, not whether it wants no mail. The
secret is made when the letter is written, good once and for as long as that of a proof, and kept as a hash only.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from blog.mail import outbox
from blog.mail.models import address_mark
from comments.models import Discussion, Subscription, SubscriptionRequest
from comments.proofs.asking import GOOD_FOR, SECRET_BYTES

SUBSCRIBE = "subscribe"
_QUARTER = 900  # seconds: an impatient click more asks for the same letter
_MARK = 32  # hex digits of the address's mark that stand in a key


@transaction.atomic
def ask(address: str, scope: str, discussion: Discussion | None = None, network: str = "") -> bool:
    """Owe the letter that asks. False, and nothing is kept, where the address wants none or had enough for now.

    New articles have no discussion; one that is given says only which page the reader came from.
    """
    address = address.lower()
    request = SubscriptionRequest.objects.create(email=address, scope=scope, discussion=discussion)
    key = _once_a_quarter(address, scope, discussion)
    if outbox.owe(SUBSCRIBE, address, about=request.pk, key=key, unasked=True, network=network) is None:
        request.delete()
        return False
    return True


def new_secret(request: SubscriptionRequest) -> str:
    """The secret that says yes to this request; an earlier one is good no more."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    request.secret_hash, request.asked_at = _hash(secret), timezone.now()
    request.save(update_fields=["secret_hash", "asked_at"])
    return secret


def find(secret: str) -> SubscriptionRequest | None:
    """What a secret was made for; None for one that is unknown, used or too old."""
    fresh = SubscriptionRequest.objects.filter(asked_at__gt=_oldest()).select_related("discussion__post")
    return fresh.filter(secret_hash=_hash(secret)).first()


def subject(request: SubscriptionRequest) -> Discussion | None:
    """The discussion that is to be followed; new articles have none, wherever their reader came from."""
    return None if request.scope == Subscription.Scope.ARTICLES else request.discussion


def is_fresh(request: SubscriptionRequest) -> bool:
    return request.asked_at > _oldest()


def forget(address: str) -> int:
    """Whatever was typed with this address is asked of nobody."""
    return SubscriptionRequest.objects.filter(email__iexact=address).delete()[0]


def drop_old_requests() -> int:
    return SubscriptionRequest.objects.filter(asked_at__lte=_oldest()).delete()[0]


def _oldest() -> datetime:
    return timezone.now() - GOOD_FOR


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()  # random and long: nothing slower is needed


def _once_a_quarter(address: str, scope: str, discussion: Discussion | None) -> str:
    about = discussion.pk if discussion and scope != Subscription.Scope.ARTICLES else ""
    return f"{SUBSCRIBE}:{address_mark(address)[:_MARK]}:{scope}{about}:{int(timezone.now().timestamp() // _QUARTER)}"
