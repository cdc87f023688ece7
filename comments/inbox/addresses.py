"""The address that a mail about a comment is answered to: it says what is answered, and by whom.

It is an HMAC over purpose, comment, reader, the reader's generation, the day it was given out and
what the mail showed, in letters that survive a server which folds case. Nothing of it is stored. It
ends by itself, and when its reader or its comment is gone: raising a commenter's generation ends all
of theirs. That somebody proves or claims the comment meanwhile ends nothing, or nobody could answer
whoever does so at once.
"""

from __future__ import annotations

import hmac
import re
from base64 import b32decode, b32encode
from binascii import Error as NotBase32
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from comments import names, readers
from comments.models import Comment, Status
from comments.readers import Reader

GOOD_FOR = timedelta(days=30)
MARK_BYTES = 10  # 80 bits: nobody guesses that by sending mail, and the address stays short
WORDING_BYTES = 3  # enough to see that a comment says something else now
_EPOCH = date(2020, 1, 1)
_KINDS = "uc"
_TOKEN = re.compile(r"[^@\s]*\+([a-z2-7]{20,58})@[^@\s]+", re.ASCII | re.IGNORECASE)
_LONGEST = 9  # times seven bits: no key is longer


class Why(StrEnum):
    """Why an address is good for nothing (any more)."""

    UNKNOWN = "unknown"  # not ours, or altered
    EXPIRED = "expired"
    GONE = "gone"  # the comment was erased, or the reader is none any more


@dataclass(frozen=True)
class Addressed:
    """What an address stands for. Without `why`, comment and reader are there."""

    comment: Comment | None = None
    reader: Reader | None = None
    why: Why | None = None
    is_as_mailed: bool = False  # the comment waits as it did when the mail was written, and says the same


def reply_to(comment: Comment, reader: Reader) -> str:
    """For the header Reply-To of a mail to this reader about this comment; "" while replies are off."""
    local, _at, domain = settings.REPLY_ADDRESS.rpartition("@")
    if not local:
        return ""
    claim = _packed(comment, reader, _today())
    return f"{local}+{_letters(claim + _mark(claim, reader))}@{domain}"


def headers(comment: Comment, reader: Reader) -> dict[str, str]:
    """What a letter to this reader about this comment carries so that it can be answered; nothing while replies are off."""
    address = reply_to(comment, reader)
    return {"Reply-To": address} if address else {}


def resolve(recipient: str) -> tuple[Comment, Reader] | None:
    """The comment and the reader an address was made for; None for one that is foreign, altered, old or revoked."""
    found = read(recipient)
    return (found.comment, found.reader) if found.comment and found.reader and not found.why else None


def read(recipient: str) -> Addressed:
    """As `resolve()`, but tells why not; an address that is only too old still says whose it was."""
    token = token_in(recipient)
    claim = _unpacked(_bytes(token)) if token else None
    if claim is None:
        return Addressed(why=Why.UNKNOWN)
    reader = readers.by_key(claim.key)
    if reader is None:
        return Addressed(why=Why.GONE)
    if not hmac.compare_digest(claim.mark, _mark(claim.said, reader)):
        return Addressed(why=Why.UNKNOWN)
    comments = Comment.objects.select_related("discussion__post", "discussion__defaults", "user")
    return _judged(comments.filter(pk=claim.comment_id).first(), reader, claim)


def token_in(recipient: str) -> str:
    """What stands behind the plus of an address that could be ours, in small letters; else ""."""
    match = _TOKEN.fullmatch(recipient.strip().strip("<>"))
    return match[1].lower() if match else ""


def is_erased(comment: Comment) -> bool:
    """Erasing takes the name off and raises the generation, whatever becomes of the words."""
    is_nobodys = not comment.user_id and not comment.email and comment.name == names.nameless()
    return is_nobodys and comment.link_generation > 0


@dataclass(frozen=True)
class _Claim:
    """What a token says, and the mark that proves it."""

    comment_id: int
    key: str
    was_waiting: bool
    day: int
    wording: bytes
    said: bytes
    mark: bytes


def _judged(comment: Comment | None, reader: Reader, claim: _Claim) -> Addressed:
    if comment is None or is_erased(comment):
        return Addressed(reader=reader, why=Why.GONE)
    is_old = not 0 <= _today() - claim.day <= GOOD_FOR.days
    is_as_mailed = claim.was_waiting and comment.status == Status.PENDING and claim.wording == _wording(comment)
    return Addressed(comment, reader, Why.EXPIRED if is_old else None, is_as_mailed)


def _today() -> int:
    return (timezone.now().date() - _EPOCH).days


def _mark(said: bytes, reader: Reader) -> bytes:
    generation = reader.commenter.generation if reader.commenter else 0
    value = f"{said.hex()}:{reader.key}:{generation}"
    return salted_hmac("comments.inbox.reply", value, algorithm="sha256").digest()[:MARK_BYTES]


def _wording(comment: Comment) -> bytes:
    """Keyed, so that its writer cannot look for another wording with the same few bytes."""
    return salted_hmac("comments.inbox.wording", comment.body_html, algorithm="sha256").digest()[:WORDING_BYTES]


def _packed(comment: Comment, reader: Reader, day: int) -> bytes:
    kind, pk = reader.key[0], int(reader.key[1:])
    who = pk << 2 | (comment.status == Status.PENDING) << 1 | _KINDS.index(kind)
    return b"".join(_number(n) for n in (comment.pk, who, day)) + _wording(comment)


def _unpacked(data: bytes) -> _Claim | None:
    said, mark = data[:-MARK_BYTES], data[-MARK_BYTES:]
    counted, wording = said[:-WORDING_BYTES], said[-WORDING_BYTES:]
    numbers = list(_numbers(counted))
    if len(numbers) != 3 or b"".join(map(_number, numbers)) != counted:
        return None
    comment_id, who, day = numbers
    return _Claim(comment_id, f"{_KINDS[who & 1]}{who >> 2}", bool(who & 2), day, wording, said, mark)


def _number(value: int) -> bytes:
    """Seven bits a byte, the lowest first; the eighth says that more come."""
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])


def _numbers(data: bytes) -> Iterator[int]:
    value = shift = 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            yield value
            value = shift = 0
        elif shift > 7 * _LONGEST:
            return


def _letters(data: bytes) -> str:
    return b32encode(data).decode().rstrip("=").lower()


def _bytes(token: str) -> bytes:
    """b"" for letters that are no token, or not the only way to write one."""
    try:
        data = b32decode(token.upper() + "=" * (-len(token) % 8))
    except NotBase32:
        return b""
    return data if _letters(data) == token else b""
