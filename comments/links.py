"""Signed links: whoever has one may do what its purpose says to one comment, without an account.

A link is an HMAC over purpose, comment and generation. Nothing of it is stored, so a later mail
can carry the same one; raising the comment's generation revokes every link that was given out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.core import signing
from django.utils.crypto import constant_time_compare

from blog.mail.models import address_mark

from .models import Comment, Commenter

if TYPE_CHECKING:
    from accounts.models import User

HELD = "held"  # shows a comment to its writer while it waits
RECEIPT = "receipt"  # shows, changes, withdraws and erases it
MAIL = "mail"  # of a proven commenter: the page of everything under that address
PROVEN = "proven"  # of a proven commenter: the browser that carries it is theirs


def token(purpose: str, comment: Comment) -> str:
    """`<id>.<signature>`."""
    return f"{comment.pk}.{signature(purpose, comment.pk, comment.link_generation)}"


def token_of(purpose: str, commenter: Commenter) -> str:
    """`<id>.<signature>`, for a proven commenter."""
    return f"{commenter.pk}.{signature(purpose, commenter.pk, commenter.generation)}"


def token_of_member(user: User) -> str:
    """`u<id>.<signature>`: which mail an account gets, at the address it has now. Good for nothing else."""
    return f"u{user.pk}.{_signature_of_member(user)}"


def parse(given: str) -> tuple[int, str]:
    """The comment or commenter a token claims to be for (0: none that could exist), and its signature."""
    pk, _dot, mark = given.partition(".")
    is_key = pk.isascii() and pk.isdigit() and len(pk) <= 18
    return (int(pk) if is_key else 0), mark


def signature(purpose: str, pk: int, generation: int) -> str:
    return signing.Signer(salt=f"comments.{purpose}").signature(f"{pk}:{generation}")


def is_signed(purpose: str, pk: int, generation: int, mark: str) -> bool:
    return constant_time_compare(mark, signature(purpose, pk, generation))


def resolve(purpose: str, given: str) -> Comment | None:
    """The comment a token is for; None for one that is malformed, foreign, altered or revoked."""
    pk, mark = parse(given)
    rows = Comment.objects.select_related(
        "discussion__post", "discussion__policy", "discussion__defaults__policy", "parent", "user"
    )
    comment = rows.filter(pk=pk).first() if pk else None
    if comment and is_signed(purpose, comment.pk, comment.link_generation, mark):
        return comment
    return None


def resolve_commenter(purpose: str, given: str) -> Commenter | None:
    """The proven commenter a token is for; None for one that is malformed, foreign, altered or revoked."""
    pk, mark = parse(given)
    commenter = Commenter.objects.filter(pk=pk).first() if pk else None
    if commenter and is_signed(purpose, commenter.pk, commenter.generation, mark):
        return commenter
    return None


def resolve_member(given: str) -> User | None:
    """The account whose mail a token is for; None for one that is malformed, foreign or altered, or of an old address."""
    pk, mark = parse(given.removeprefix("u")) if given.startswith("u") else (0, "")
    user = get_user_model().objects.filter(pk=pk, is_active=True).first() if pk else None
    return user if user and constant_time_compare(mark, _signature_of_member(user)) else None


def _signature_of_member(user: User) -> str:
    return signing.Signer(salt="comments.member").signature(f"{user.pk}:{address_mark(user.email or '')}")
