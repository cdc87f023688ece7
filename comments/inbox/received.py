"""A mail as it came: its headers and parts, whatever they look like. Nothing here raises on garbage."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import EmailPolicy
from email.utils import getaddresses

from django.utils.crypto import salted_hmac

MAX_HEADER = 4_000  # characters of one header that are looked at: the parser of structured ones is slow
MAX_PARTS = 200  # of one mail that are looked at; the rest is no text anybody wrote
MAX_ADDRESSES = 50
MAX_NAMED = 20  # headers that may name whom it was sent to
MAX_SIGNS = 100  # quotation marks, brackets and the like in one of them: each takes its reader longer than the last
MAX_LINES = 600_000  # of a mail: 25 megabytes of a photograph are 350,000
MAX_EFFORT = 10_000_000  # lines, each compared with all the boundaries that may be open around it
MAX_BORDERS = 20_000  # lines that could begin or end a part


class _Bounded(EmailPolicy):
    """Headers are text, cut where nobody reads on; structure is looked for only where it is needed."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return "".join(value.splitlines())

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:MAX_HEADER]


POLICY = _Bounded()
ENVELOPE = ("delivered-to", "x-original-to", "x-envelope-to", "envelope-to")


@dataclass(frozen=True)
class Received:
    """`message` is None where nothing could be made of the bytes."""

    raw: bytes
    message: EmailMessage | None

    @property
    def is_readable(self) -> bool:
        """Is there anything that a mail has: a sender, a subject, somebody it is for?"""
        return any(self.headers(name) for name in ("from", "to", "subject", "message-id", *ENVELOPE))

    @property
    def sender(self) -> str:
        """The one address it says to be from, in small letters; "" where there is none, or are several."""
        values = self.headers("from")
        return _only_address(values[0]) if len(values) == 1 else ""

    @property
    def recipients(self) -> list[str]:
        """Every address that it may have been sent to, those of the envelope first."""
        named = [value for name in ENVELOPE for value in self.headers(name)]
        written = [value for name in ("to", "cc") for value in self.headers(name)]
        found = [address for value in (*named, *written)[:MAX_NAMED] for _name, address in _addresses(value)]
        return list(dict.fromkeys(address for address in found if "@" in address))[:MAX_ADDRESSES]

    @property
    def subject(self) -> str:
        """As a reader sees it."""
        written = self.header("subject").encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        try:
            return str(make_header(decode_header(written)))
        except (MessageError, ValueError, LookupError):
            return written

    @property
    def kind(self) -> str:
        """Its media type, as `multipart/report`."""
        return content_type(self.message) if self.message else ""

    def header(self, name: str) -> str:
        """The first of this name; "" where there is none."""
        return next(iter(self.headers(name)), "")

    def headers(self, name: str) -> list[str]:
        """All of this name, the topmost first, each in one line."""
        return headers(self.message, name) if self.message else []

    def parts(self) -> Iterator[Message]:
        return walk(self.message) if self.message else iter(())

    def mark(self, reader: str = "") -> str:
        """Tells this mail again. By its Message-ID only where it is from this reader for sure: anybody may write one."""
        name = self.header("message-id") if reader else ""
        said = f"{reader}\n{name or hashlib.sha256(self.raw).hexdigest()}"
        return salted_hmac("comments.inbox.message", said, algorithm="sha256").hexdigest()


def parse(raw: bytes) -> Received:
    if _is_a_bomb(raw):
        return Received(raw, None)
    try:
        message = BytesParser(policy=POLICY).parsebytes(raw)
    except (MessageError, RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError):
        return Received(raw, None)
    return Received(raw, message if isinstance(message, EmailMessage) else None)


def headers(part: Message, name: str) -> list[str]:
    """As they are written, unfolded; nothing is decoded."""
    found = [str(value) for key, value in part.raw_items() if key.lower() == name]  # type: ignore[attr-defined]
    return [" ".join(value.split()) for value in found]


def content_type(part: Message) -> str:
    """In small letters; `text/plain` where it says none, or nonsense."""
    value = next(iter(headers(part, "content-type")), "").partition(";")[0].strip().lower()
    return value if value.count("/") == 1 else "text/plain"


def parameter(part: Message, name: str, header: str = "content-type") -> str:
    try:
        found = part.get_param(name, "", header)
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""
    return str(found[2] if isinstance(found, tuple) else found or "")


def walk(message: Message) -> Iterator[Message]:
    """Every part that holds something itself, in order. What another mail holds belongs to that one."""
    waiting, seen = [message], 0
    while waiting and seen < MAX_PARTS:
        part, seen = waiting.pop(), seen + 1
        inner = part.get_payload()
        if isinstance(inner, list) and not content_type(part).startswith("message/"):
            waiting += [each for each in reversed(inner[:MAX_PARTS]) if isinstance(each, Message)]
        else:
            yield part


def _is_a_bomb(raw: bytes) -> bool:
    """Would the parser take minutes over it? It compares every line with every boundary around it."""
    lines, boundaries = raw.count(b"\n") + raw.count(b"\r"), raw.lower().count(b"boundary")
    borders = raw.count(b"\n--") + raw.count(b"\r--") if boundaries else 0
    return lines > 2 * MAX_LINES or lines * (1 + boundaries) > 2 * MAX_EFFORT or borders > MAX_BORDERS


def _only_address(value: str) -> str:
    """Two readers have to agree on who that is, and it has to stand there as it is."""
    others = [address for _name, address in _addresses(value)]
    if len(others) != 1:
        return ""
    try:
        header = POLICY.header_factory("from", value)
        groups = [(group.display_name, [each.addr_spec for each in group.addresses]) for group in header.groups]
    except (MessageError, RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return ""
    if len(groups) != 1 or groups[0] != (None, others):
        return ""
    address = others[0].lower()
    is_plain = address.isascii() and address.isprintable() and address.count("@") == 1
    return address if is_plain and address in value.lower() else ""


def _addresses(value: str) -> list[tuple[str, str]]:
    if sum(map(value.count, '"(<\\[')) > MAX_SIGNS:
        return []
    try:
        return getaddresses([value])
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return []
