"""The links in mail to staff: signed for one purpose, one person and their address, and never stored.

A link to decide names the comment and what it said, and is good for fourteen days. A link to the
switches opens nothing else and does not end by itself. Both end when their person's address changes
or is proven no more, and when the account is switched off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core import signing
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from comments import moderation, readers
from comments.models import Comment, Status

if TYPE_CHECKING:
    from accounts.models import User

GOOD_FOR = timedelta(days=14)
_DECIDING, _SWITCHES = "deciding", "switches"
_DECISION = re.compile(r"(\d{1,18})-(\d{1,18})-(\d{1,12})-([0-9a-f]{16})", re.ASCII)
_PERSON = re.compile(r"\d{1,18}", re.ASCII)


@dataclass(frozen=True)
class Pass:
    """Who may decide on which comment, and what they were shown of it (`moderation.as_seen`)."""

    user: User
    comment_id: int
    seen: str


def for_deciding(user: User, comment: Comment) -> str:
    """Of a comment that waits, as it reads now."""
    wording = moderation.as_seen(Status.PENDING, comment.body_html).partition(":")[2]
    ends = int((timezone.now() + GOOD_FOR).timestamp())
    return _signed(_DECIDING, user, f"{comment.pk}-{user.pk}-{ends}-{wording}")


def for_switches(user: User) -> str:
    return _signed(_SWITCHES, user, str(user.pk))


def decider(token: str) -> Pass | None:
    """None for a token that is malformed, foreign, altered, too old, or whose person is not to be told apart."""
    value = token.rpartition(".")[0]
    match = _DECISION.fullmatch(value)
    user = _holder(_DECIDING, match[2], token) if match else None
    if match is None or user is None or int(match[3]) <= timezone.now().timestamp():
        return None
    return Pass(user, int(match[1]), f"{Status.PENDING}:{match[4]}")


def switcher(token: str) -> User | None:
    """Whose switches a token opens; None for one that is malformed, foreign or altered."""
    value = token.rpartition(".")[0]
    return _holder(_SWITCHES, value, token) if _PERSON.fullmatch(value) else None


def _holder(purpose: str, pk: str, token: str) -> User | None:
    """Whose token this is; None unless it was signed for them."""
    reader = readers.by_key(f"u{pk}")
    user = reader.user if reader else None
    return user if user and constant_time_compare(token, _signed(purpose, user, token.rpartition(".")[0])) else None


def _signed(purpose: str, user: User, value: str) -> str:
    address = (user.email or "").lower()
    return f"{value}.{signing.Signer(salt=f'comments.staffmail.{purpose}').signature(f'{value}:{address}')}"
