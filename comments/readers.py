"""Who can be written to: an account with a proven address, or a guest who proved one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model

from .models import Comment, Commenter

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Reader:
    """Exactly one of the two."""

    user: User | None = None
    commenter: Commenter | None = None

    @property
    def key(self) -> str:
        """`u<id>` or `c<id>`: names this reader in tokens and in the keys of letters."""
        return f"u{self.user.pk}" if self.user else f"c{self.commenter.pk if self.commenter else 0}"

    @property
    def address(self) -> str:
        if self.user:
            return self.user.email or ""
        return self.commenter.email if self.commenter else ""

    @property
    def name(self) -> str:
        if self.user:
            return self.user.name
        return self.commenter.name if self.commenter else ""

    def wrote(self, comment: Comment) -> bool:
        """Under this account, or under this address where that was proven."""
        if self.user:
            return comment.user_id == self.user.pk
        is_proven = comment.user_id is None and comment.proof == Comment.Proof.ADDRESS
        return is_proven and comment.email == self.address


def by_key(key: str) -> Reader | None:
    """The reader a key names; None for one that is malformed, gone, or no longer good for an address."""
    kind, pk = key[:1], key[1:]
    if not (pk.isascii() and pk.isdigit() and len(pk) <= 18):
        return None
    if kind == "u":
        user = get_user_model().objects.filter(pk=pk, is_active=True).first()
        return Reader(user=user) if user and user.has_proven_address else None
    commenter = Commenter.objects.filter(pk=pk).first() if kind == "c" else None
    return Reader(commenter=commenter) if commenter else None


def writer_of(comment: Comment) -> Reader | None:
    """Who wrote a comment, where an address of theirs is proven."""
    if comment.user:
        return Reader(user=comment.user) if comment.user.is_active and comment.user.has_proven_address else None
    if comment.proof != Comment.Proof.ADDRESS or not comment.email:
        return None
    commenter = Commenter.objects.filter(email=comment.email).first()
    return Reader(commenter=commenter) if commenter else None


def at(address: str) -> list[Reader]:
    """Everybody who has proven this address: an account, a guest, or both as one person."""
    users = [user for user in get_user_model().objects.filter(email__iexact=address, is_active=True) if address]
    found = [Reader(user=user) for user in users if user.has_proven_address]
    return found + [Reader(commenter=row) for row in Commenter.objects.filter(email=address.lower()) if address]
