"""What ends of all this when somebody erases themselves, and by itself in time.

A block of a proven address outlives its owner's erasure as a keyed hash and nothing else: or erasing oneself would be
a way around it. When it ends, that goes too.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

from django.db.models import Q, QuerySet
from django.utils import timezone

from blog.mail.models import address_mark
from comments.models import Act, BulkAct, Comment, Measure, Note, SavedView, Whom
from comments.people.senders import proven_by

if TYPE_CHECKING:
    from accounts.models import User

PART = "part-"  # what the kinds of acts begin with that give parts of the site, and take them away
KEPT = timedelta(days=30)  # what is over or deleted, so that it can be taken back and asked about


def address(email: str) -> None:
    """Of a proven address: nothing is left but the mark of a block that still holds."""
    rows = Measure.objects.filter(mark=address_mark(email))
    _nameless(rows.active().blocks().filter(whom=Whom.ADDRESS))
    _drop(rows.exclude(pk__in=rows.active().blocks().filter(whom=Whom.ADDRESS).values("pk")))
    Note.objects.filter(mark=address_mark(email)).delete()
    _hide_in_patterns(email)
    _forget_searches(email)


def account(user: User) -> None:
    """Before the account goes: its blocks hold on for the addresses it had proven."""
    addresses = proven_by([user.pk])
    marks = [address_mark(email) for email in addresses]
    blocks = list(user.measures.blocks().active())  # type: ignore[attr-defined]
    _drop(Measure.objects.filter(user=user))
    _forget_parts(user)
    for email in {*addresses, user.email or ""} - {""}:
        _forget_searches(email)
    for email in addresses:
        _hide_in_patterns(email)
    for block in blocks:
        for mark in marks:
            Measure.objects.create(
                what=block.what, whom=Whom.ADDRESS, mark=mark, by=block.by, at=block.at, until=block.until
            )


def comment(erased: Comment) -> None:
    """As it was before: what was known of its writer by it alone."""
    _nameless(Measure.objects.filter(comment=erased).exclude(whom=Whom.ACCOUNT))
    if erased.user_id or erased.proof == Comment.Proof.ADDRESS:
        return
    others = Comment.objects.exclude(pk=erased.pk).filter(user=None).order_by()
    if erased.email and not others.filter(email__iexact=erased.email).exclude(email="").exists():
        mark = address_mark(erased.email)
        Note.objects.filter(whom=Whom.TYPED, mark=mark).delete()
        _drop(Measure.objects.filter(whom=Whom.TYPED, mark=mark))
        _forget_searches(erased.email)
    if erased.network and not others.filter(network=erased.network).exclude(network="").exists():
        Note.objects.filter(whom=Whom.NETWORK, mark=erased.network).delete()


def in_time() -> int:
    """Forget what is over. Returns how many measures and notes that were."""
    ago = timezone.now() - KEPT
    over = Measure.objects.over()
    old = over.filter(ended_at__lt=ago) | over.filter(until__lt=ago)
    of_erased = over.filter(whom=Whom.ADDRESS, name="", comment=None)
    known = Comment.objects.exclude(network="").order_by().values("network")
    of_networks = Note.objects.filter(whom=Whom.NETWORK).exclude(mark__in=known)
    BulkAct.objects.filter(ended_at__lt=ago).exclude(query="", reason="").update(query="", reason="")
    dropped = _drop(Measure.objects.filter(pk__in=old.values("pk")))
    dropped += _drop(Measure.objects.filter(pk__in=of_erased.values("pk")))
    return dropped + Note.objects.filter(deleted_at__lt=ago).delete()[0] + of_networks.delete()[0]


def _hide_in_patterns(email: str) -> None:
    """A pattern that is nothing but the address is a block of it: it holds on as that, by the mark."""
    rows = Measure.objects.filter(whom=Whom.PATTERN, value__iexact=email)
    _nameless(rows)
    rows.update(whom=Whom.ADDRESS, mark=address_mark(email), value="")


def _forget_searches(email: str) -> None:
    """Views of the queue that were kept under the address, and what was once decided by it."""
    searched = Q(query__icontains=quote_plus(email)) | Q(query__icontains=email)
    SavedView.objects.filter(searched).delete()
    BulkAct.objects.filter(searched, ended_at__isnull=False).update(query="", reason="")


def _forget_parts(user: User) -> None:
    """The record names whoever was given a part of the site to moderate."""
    given = Q(kind__startswith=PART, before__user=user.pk)
    undone = Q(undoes__kind__startswith=PART, undoes__before__user=user.pk)
    keys = list(Act.objects.filter(given | undone).values_list("pk", flat=True))
    Act.objects.filter(pk__in=keys).update(about="", before={})


def _nameless(rows: QuerySet[Measure]) -> None:
    keys = list(rows.values_list("pk", flat=True))
    _empty_acts(keys)
    Measure.objects.filter(pk__in=keys).update(name="", comment=None, reason="", note="")


def _drop(rows: QuerySet[Measure]) -> int:
    keys = list(rows.values_list("pk", flat=True))
    _empty_acts(keys)
    return Measure.objects.filter(pk__in=keys).delete()[0]


def _empty_acts(measures: list[int]) -> None:
    """What the record says in words; what was forgotten cannot be brought back."""
    for pk in measures:
        acts = Act.objects.filter(Q(before__measure=pk) | Q(undoes__before__measure=pk))
        keys = list(acts.values_list("pk", flat=True))
        Act.objects.filter(pk__in=keys).update(about="", reason="", before={})
