"""What becomes of a wish to follow something: it begins, it ends, or it was somebody else's idea."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from blog.mail import outbox
from comments import following, names, readers
from comments.models import Commenter, Discussion, Subscription, SubscriptionRequest
from comments.readers import Reader
from comments.subscribing import asking

Scope = Subscription.Scope


@transaction.atomic
def confirm(request: SubscriptionRequest) -> Reader | None:
    """Its address's owner said yes. None where the secret was used or taken back meanwhile: of two at once, one wins."""
    asked = SubscriptionRequest.objects.filter(pk=request.pk, secret_hash=request.secret_hash)
    if not asked.delete()[0]:
        return None
    reader = _owner(request.email)
    following.follow(reader, request.scope, asking.subject(request))
    return reader


@transaction.atomic
def disown(request: SubscriptionRequest) -> None:
    """It was not the owner of the address who asked: nothing is kept of it, and nothing more is asked."""
    rows = SubscriptionRequest.objects.filter(email=request.email)
    for pk in rows.values_list("pk", flat=True):
        outbox.drop(asking.SUBSCRIBE, about=pk)
    rows.delete()


def end(reader: Reader, scopes: tuple[str, ...], discussion: Discussion | None = None) -> bool:
    return _rows(reader, scopes, discussion).delete()[0] > 0


def present(reader: Reader, scopes: tuple[str, ...], discussion: Discussion | None = None) -> Subscription | None:
    """What this reader gets of it already."""
    row = _rows(reader, scopes, discussion).first()
    return row if row and row.pace != Subscription.Pace.NEVER else None


def follower_at(address: str, scopes: tuple[str, ...], discussion: Discussion | None = None) -> Reader | None:
    """Who gets this by mail at an address. Where an account and a guest have proven it, the account says whether."""
    asked = (reader for reader in readers.at(address) if _rows(reader, scopes, discussion).exists())
    reader = next(asked, None)
    return reader if reader and present(reader, scopes, discussion) else None


def _owner(address: str) -> Reader:
    """Who has proven this address: their account, where there is one."""
    if found := readers.at(address):
        return found[0]
    commenter, _is_new = Commenter.objects.get_or_create(email=address.lower(), defaults={"name": ""})
    names.claim(commenter)
    return Reader(commenter=commenter)


def _rows(reader: Reader, scopes: tuple[str, ...], discussion: Discussion | None) -> QuerySet[Subscription]:
    return Subscription.objects.filter(following.any_of([reader]), scope__in=scopes, discussion=discussion)
