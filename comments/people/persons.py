"""Somebody who writes, as the panel names them: by account, else proven address, else network, else typed address.

A key holds no address and no mark, since the addresses of pages land in logs: an account is named by its number,
everybody else by the number of one of their comments.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from blog.mail.models import address_mark
from comments import moderation
from comments.models import Comment, Measure, Note, Whom
from comments.people.senders import proven_by

if TYPE_CHECKING:
    from accounts.models import User

_KEY = re.compile(r"([uan])([1-9][0-9]{0,17})")
_SHORT = {Whom.ACCOUNT: "u", Whom.NETWORK: "n", Whom.ADDRESS: "a", Whom.TYPED: "a"}


@dataclass(frozen=True)
class Person:
    """Who a comment is by. `comment`: one of theirs, which names them where no account does."""

    whom: Whom
    comment: Comment | None = None
    user: User | None = None
    mark: str = ""
    name: str = ""

    @property
    def key(self) -> str:
        number = self.user.pk if self.user else self.comment.pk if self.comment else 0
        return f"{_SHORT[self.whom]}{number}"

    @property
    def address(self) -> str:
        if self.user:
            return self.user.email or ""
        return self.comment.email if self.comment and self.whom != Whom.NETWORK else ""

    @property
    def columns(self) -> dict[str, Any]:
        """Of a note or a measure about them."""
        return {"whom": self.whom, "user": self.user, "mark": self.mark}

    @property
    def identity(self) -> tuple[str, int, str]:
        return self.whom, self.user.pk if self.user else 0, self.mark


def of(comment: Comment) -> Person | None:
    """Whose it is; None where nothing is left that ties it to anybody."""
    if comment.user:
        return Person(Whom.ACCOUNT, comment, comment.user, "", comment.user.name)
    if comment.email and comment.proof == Comment.Proof.ADDRESS:
        return Person(Whom.ADDRESS, comment, None, address_mark(comment.email), comment.name)
    if comment.network:
        return Person(Whom.NETWORK, comment, None, comment.network, comment.name)
    if comment.email:
        return Person(Whom.TYPED, comment, None, address_mark(comment.email), comment.name)
    return None


def named(key: str, theirs: QuerySet[Comment], asker: User) -> Person | None:
    """The person of a key, for who decides on some comment of theirs; None for everybody else.

    Who decides below their own articles alone is told of no network: it would say who else sits there.
    """
    match = _KEY.fullmatch(key)
    if not match:
        return None
    kind, number = match[1], int(match[2])
    if kind == "u":
        user = get_user_model().objects.filter(pk=number).first()
        latest = theirs.filter(user=number).order_by("-pk").select_related("user").first() if user else None
        return Person(Whom.ACCOUNT, latest, user, "", user.name) if user and latest else None
    comment = theirs.filter(pk=number).select_related("user").first()
    person = of(comment) if comment else None
    if person is None or _SHORT[person.whom] != kind:
        return None
    return None if kind == "n" and not moderation.can_moderate(asker) else person


def comments_of(person: Person, theirs: QuerySet[Comment]) -> QuerySet[Comment]:
    """Everything by this person among these comments; by account and proven address as one."""
    return theirs.filter(condition(person.whom, person.user, person.address, person.mark))


def condition(whom: str, user: User | None, address: str, mark: str) -> Q:
    """Which comments are by somebody who is known so."""
    if whom == Whom.ACCOUNT and user:
        return _either(Q(user=user), proven_under(proven_by([user.pk])))
    if whom == Whom.ADDRESS:
        owners = get_user_model().objects.filter(emailaddress__verified=True, emailaddress__email__iexact=address)
        return _either(Q(user__in=owners.values("pk")), proven_under([address]))
    if whom == Whom.NETWORK:
        return Q(network=mark, user=None, proof=Comment.Proof.NONE) & ~Q(network="")
    typed = {address, address.lower()} - {""}
    return Q(email__in=typed, user=None, proof=Comment.Proof.NONE) & ~Q(email="")


def _either(one: Q, other: Q) -> Q:
    """Each by its own index: an "or" of the two would have the databases read every comment."""
    rows = [Comment.objects.filter(each).order_by().values("pk") for each in (one, other)]
    return Q(pk__in=rows[0].union(rows[1], all=True))


def proven_under(addresses: list[str]) -> Q:
    # SQLite takes the index of the rows that have an address only where the query says so too.
    small = {address.lower() for address in addresses}
    return Q(email__in=small, user=None, proof=Comment.Proof.ADDRESS) & ~Q(email="")


def about(people: list[Person]) -> Q:
    """Notes about any of these."""
    users = {person.user.pk for person in people if person.user}
    marks = {person.mark for person in people if person.mark}
    return Q(user__in=users) | (Q(mark__in=marks) & ~Q(mark=""))


def identity_of(row: Note | Measure) -> tuple[str, int, str]:
    return row.whom, row.user_id or 0, row.mark
