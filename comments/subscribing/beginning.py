"""What becomes of a wish to follow something: it begins, it ends, or it was somebody else's idea."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from blog.mail import outbox
from comments import names, readers
from comments.models import Commenter, Discussion, Subscription, SubscriptionRequest
from comments.readers import Reader
from comments.subscribing import asking

Scope = Subscription.Scope
# Of one discussion a reader gets all of it or only the author's part: the later choice replaces the earlier.
INSTEAD = {Scope.DISCUSSION: Scope.AUTHOR, Scope.AUTHOR: Scope.DISCUSSION}


@transaction.atomic
def confirm(request: SubscriptionRequest) -> Reader | None:
    """Its address's owner said yes. None where the secret was used or taken back meanwhile: of two at once, one wins."""
    asked = SubscriptionRequest.objects.filter(pk=request.pk, secret_hash=request.secret_hash)
    if not asked.delete()[0]:
        return None
    reader = _owner(request.email)
    begin(reader, request.scope, asking.subject(request))
    return reader


@transaction.atomic
def disown(request: SubscriptionRequest) -> None:
    """It was not the owner of the address who asked: nothing is kept of it, and nothing more is asked."""
    rows = SubscriptionRequest.objects.filter(email=request.email)
    for pk in rows.values_list("pk", flat=True):
        outbox.drop(asking.SUBSCRIBE, about=pk)
    rows.delete()


@transaction.atomic
def begin(reader: Reader, scope: str, discussion: Discussion | None = None) -> Subscription:
    """From now on this reader, whose address is proven, is told. Once, however often they say so."""
    row, _is_new = Subscription.objects.get_or_create(**_who(reader), scope=scope, discussion=discussion, root=None)
    if row.pace == Subscription.Pace.NEVER:
        row.pace = Subscription.Pace.AT_ONCE
        row.save(update_fields=["pace"])
    if other := INSTEAD.get(Scope(scope)):
        Subscription.objects.filter(**_who(reader), scope=other, discussion=discussion).delete()
    return row


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
    return Subscription.objects.filter(**_who(reader), scope__in=scopes, discussion=discussion)


def _who(reader: Reader) -> dict[str, Any]:
    return {"user": reader.user} if reader.user else {"commenter": reader.commenter}
