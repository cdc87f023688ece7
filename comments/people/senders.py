"""Who sends something, as far as it is proven, and what they merely say of themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.db.models import Q

from blog.mail.models import address_mark
from comments.models import Comment, Commenter, Measure, Whom
from comments.people import patterns

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Sender:
    """`proven`: addresses that are theirs for sure. `typed`: one that anybody could have typed."""

    user: User | None = None
    proven: frozenset[str] = frozenset()
    typed: str = ""
    networks: frozenset[str] = frozenset()
    name: str = ""

    @property
    def is_staff(self) -> bool:
        """Of the house: no measure holds for them."""
        return bool(self.user and self.user.is_active and self.user.is_staff)

    @property
    def is_proven(self) -> bool:
        """A network's block lets them pass: they are not everybody behind one address."""
        return bool(self.proven)

    @property
    def addresses(self) -> set[str]:
        return {*self.proven, self.typed} - {""}

    @property
    def marks(self) -> set[str]:
        return {address_mark(address) for address in self.addresses} | self.networks

    @property
    def domains(self) -> set[str]:
        return {domain for address in self.addresses for domain in patterns.domains_of(address)}


def of_comment(comment: Comment, network: str = "") -> Sender:
    """Its writer; `network`: of who acts as them now, where that is known."""
    is_proven = not comment.user_id and comment.proof == Comment.Proof.ADDRESS
    networks = frozenset({comment.network, network} - {""})
    if comment.user:
        return of_user(comment.user, networks)
    email = comment.email.lower()
    return Sender(None, frozenset({email} if is_proven else ()), "" if is_proven else email, networks, comment.name)


def of_user(user: User, networks: frozenset[str] = frozenset()) -> Sender:
    """In one query, and in none where it is somebody of the house."""
    is_staff = user.is_active and user.is_staff
    proven = frozenset() if is_staff else frozenset(address.lower() for address in proven_by([user.pk]))
    return Sender(user, proven, "", networks, user.name)


def of_account(user: User) -> Sender:
    """With its proven addresses, whoever it is."""
    return Sender(user, frozenset(address.lower() for address in proven_by([user.pk])), name=user.name)


def of_visitor(user: User | None, commenter: Commenter | None, network: str) -> Sender:
    """Whoever asks for a page."""
    networks = frozenset({network} - {""})
    if user:
        return of_user(user, networks)
    proven = frozenset({commenter.email} if commenter else ())
    return Sender(None, proven, "", networks, commenter.name if commenter else "")


def proven_by(users: Iterable[int]) -> list[str]:
    return list(EmailAddress.objects.filter(user__in=list(users), verified=True).values_list("email", flat=True))


def candidates(sender: Sender) -> Q:
    """The measures that may be about a sender: all that are, and some domains and patterns that are not."""
    found = by_mark_or_domain(sender.marks, sender.domains)
    if sender.user:
        return found | Q(user=sender.user)
    # Who leaves their account and comes back as a guest with its address is the same person.
    for address in sender.proven:
        owners = EmailAddress.objects.filter(verified=True, email__iexact=address).values("user")
        found |= Q(whom=Whom.ACCOUNT, user__in=owners)
    return found


def by_mark_or_domain(marks: Iterable[Any], domains: Iterable[Any]) -> Q:
    return Q(whom=Whom.PATTERN) | Q(mark__in=marks) & ~Q(mark="") | Q(whom=Whom.DOMAIN, value__in=domains)


def is_about(measure: Measure, sender: Sender) -> bool:
    """Is this one of `candidates()` surely about the sender? What was merely typed is not."""
    match measure.whom:
        case Whom.ACCOUNT:
            return True
        case Whom.ADDRESS:
            return measure.mark in {address_mark(address) for address in sender.proven}
        case Whom.TYPED:
            return bool(sender.typed) and measure.mark == address_mark(sender.typed)
        case Whom.NETWORK:
            return measure.mark in sender.networks and not sender.is_proven
        case Whom.DOMAIN:
            return any(measure.value in patterns.domains_of(address) for address in sender.addresses)
        case _:
            said = {sender.name, *sender.addresses} - {""}
            is_of_one = patterns.spells_out_an_address(measure.value)
            return not is_of_one and any(patterns.matches(measure.value, text) for text in said)


def only_types(measure: Measure, sender: Sender) -> bool:
    """Do they say that they are whom an address belongs to, and prove nothing?"""
    if measure.whom == Whom.PATTERN and patterns.spells_out_an_address(measure.value):
        return bool(sender.typed) and patterns.matches(measure.value, sender.typed)
    return measure.whom == Whom.ADDRESS and bool(sender.typed) and measure.mark == address_mark(sender.typed)
