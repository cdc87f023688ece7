"""Whom a measure would touch: what it is about, whose comments that is, and why it must not be taken."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from blog.mail.models import address_mark
from comments.models import Comment, Status, Whom
from comments.people import patterns, persons
from comments.people.senders import proven_by

if TYPE_CHECKING:
    from accounts.models import User
    from comments.people.persons import Person

MOST_NAMES = 20  # people that are named before a block; the rest is counted
MOST_PROBED = 100_000  # comments that a pattern is tried on, the newest first


@dataclass(frozen=True)
class Target:
    """Whom a measure is about. `person` is missing for a domain or pattern that belongs to nobody special."""

    whom: str
    user: User | None = None
    mark: str = ""
    value: str = ""
    address: str = ""
    person: Person | None = None


@dataclass
class Touched:
    """What a measure would reach now: comments there are, those that are on the page, and whose they are."""

    count: int = 0
    shown: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    more_names: int = 0


def target(person: Person | None, whom: str, value: str = "") -> Target | None:
    """What a measure of this kind would be about; None where the person is not known so."""
    if whom in {Whom.DOMAIN, Whom.PATTERN}:
        return Target(whom, value=value, person=person)
    return _target_of(person, whom) if person else None


def _target_of(person: Person, whom: str) -> Target | None:
    network = person.comment.network if person.comment else ""
    if whom == Whom.ACCOUNT and person.user:
        return Target(whom, person.user, person=person)
    if whom == Whom.ADDRESS and (address := _proven_address(person)):
        return Target(whom, mark=address_mark(address), address=address, person=person)
    if whom == Whom.TYPED and person.whom == Whom.TYPED:
        return Target(whom, mark=person.mark, address=person.address, person=person)
    return Target(whom, mark=network, person=person) if whom == Whom.NETWORK and network else None


def kinds(person: Person) -> list[str]:
    """By what somebody could be blocked."""
    found = [whom for whom in (Whom.ACCOUNT, Whom.ADDRESS, Whom.NETWORK) if target(person, whom)]
    return [*found, Whom.DOMAIN, Whom.PATTERN]


def obstacle(aim: Target, asker: User, network: str = "") -> str:
    """Why this must not be blocked, in a sentence; "" where it may."""
    colleague = next((user for user in _colleagues(aim)), None)
    if colleague and colleague.pk == asker.pk:
        return _("You would block yourself. Choose something narrower.")
    if colleague:
        return _("You would block %(name)s, who looks after this site. Choose something narrower.") % {
            "name": colleague.name
        }
    if aim.whom == Whom.NETWORK and aim.mark == network:
        return _("This is the network you are in yourself, with everybody around you. Block the address instead.")
    return ""


def touched(aim: Target) -> Touched:
    rows = [row for row in _rows(aim) if _is_meant(aim, row)]
    names = list(dict.fromkeys(row.name for row in rows))
    shown = [row.pk for row in rows if row.status == Status.APPROVED]
    return Touched(len(rows), shown, names[:MOST_NAMES], max(0, len(names) - MOST_NAMES))


def _proven_address(person: Person) -> str:
    if person.whom == Whom.ADDRESS:
        return person.address
    proven = {address.lower() for address in proven_by([person.user.pk])} if person.user else set()
    return person.address.lower() if person.address.lower() in proven else min(proven, default="")


def _rows(aim: Target) -> QuerySet[Comment]:
    """By readers alone: what the house wrote stays."""
    readers = Comment.objects.filter(role=Comment.Role.READER, kind=Comment.Kind.COMMENT)
    readers = readers.exclude(user__is_staff=True, user__is_active=True)
    found = readers.filter(_condition(aim)).select_related("user").order_by("-pk")
    return found.only("pk", "name", "email", "status", "user")[:MOST_PROBED]


def _condition(aim: Target) -> Q:
    if aim.whom == Whom.DOMAIN:
        ends = Q(email__iendswith=f"@{aim.value}") | Q(email__iendswith=f".{aim.value}")
        of_accounts = Q(user__email__iendswith=f"@{aim.value}") | Q(user__email__iendswith=f".{aim.value}")
        return (ends & ~Q(email="")) | of_accounts
    if aim.whom == Whom.PATTERN:
        part = patterns.longest_part(aim.value)
        if not part.isascii():
            return Q()  # databases fold other letters each in their own way
        return Q(name__icontains=part) | Q(email__icontains=part) | Q(user__email__icontains=part)
    return persons.condition(aim.whom, aim.user, aim.address, aim.mark)


def _is_meant(aim: Target, row: Comment) -> bool:
    if aim.whom != Whom.PATTERN:
        return True
    said = [row.name, row.email, row.user.email if row.user else "", row.user.name if row.user else ""]
    return any(patterns.matches(aim.value, text) for text in said if text)


def _colleagues(aim: Target) -> list[User]:
    """Of the house, and hit by this. Where it is only a network, none: they pass."""
    staff = get_user_model().objects.filter(is_staff=True, is_active=True)
    if aim.whom == Whom.ACCOUNT and aim.user:
        return list(staff.filter(pk=aim.user.pk))
    if aim.whom in {Whom.ADDRESS, Whom.TYPED}:
        own = Q(email__iexact=aim.address) | Q(emailaddress__email__iexact=aim.address, emailaddress__verified=True)
        return list(staff.filter(own).distinct())
    if aim.whom == Whom.DOMAIN:
        return [user for user in staff if aim.value in patterns.domains_of(user.email or "")]
    if aim.whom == Whom.PATTERN:
        return [user for user in staff if any(patterns.matches(aim.value, text) for text in _said_of(user))]
    return []


def _said_of(user: User) -> list[str]:
    return [text for text in (user.name, user.username, user.email or "") if text]
