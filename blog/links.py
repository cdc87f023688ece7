"""Which addresses may be linked to, shown, or loaded, and where a text names one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings

MAX_ADDRESS = 2000
MAX_LABEL = 63  # between two dots of a host; to translate a longer one takes as long as its length squared
MAX_SHOWN = 60  # of an address that stands as its own text

_IGNORED_BY_BROWSERS = re.compile(r"[\t\n\r]")
_OUTER = "".join(map(chr, range(33)))
_SEEN_BY_BLEACH = re.compile(r"[\x21-\x5f\x61-\x7e]+")  # it looks at nothing else to find the scheme
_NOT_IN_WEBSITES = re.compile(r"[\s\x00-\x20\x7f-\x9f\\<>\"'`{}|^]")
_NOT_IN_HOSTS = re.compile(r"[\x00-\x20\x7f-\x9f\\<>#/:?@\[\]^|%]")
_NOTHING_IN_HOSTS = re.compile(
    "[\u00ad\u034f\u1806\u180b-\u180f\u200b-\u200d\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
# What else may follow an address without a space: quotation marks, and the full-width signs of Chinese and Japanese.
_BARE = re.compile(
    r"\b(?:https?://|www\.)\w[^\s<>\"`“”«»\u3000-\u303f\uff01-\uff0f\uff1a-\uff20]{0,2000}", re.IGNORECASE
)


class BareLink(NamedTuple):
    start: int
    text: str
    href: str


def web_address(address: str) -> str | None:
    """An absolute http(s) or mailto address without a password in it, or None."""
    address, parts = _read(address)
    if parts is None:
        return None
    if parts.scheme == "mailto":
        return address if "@" in parts.path else None
    is_web = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    return address if is_web and "\\" not in address else None


def link_address(address: str) -> str | None:
    """As `web_address`, and what leads to another place of this site."""
    address, parts = _read(address)
    if parts is None:
        return None
    if address.startswith("//"):
        return web_address(f"https:{address}")
    return address if address and _is_relative(address, parts) else web_address(address)


def own_address(address: str) -> str | None:
    """Where a picture may be loaded from: this site and its media."""
    address, parts = _read(address)
    if parts is None or not address or "\\" in address:
        return None
    site = f"{settings.SITE_URL}/"
    media = settings.MEDIA_URL if "//" in settings.MEDIA_URL else site
    return address if _is_relative(address, parts) or address.startswith((site, media)) else None


def safe_href(url: str) -> str:
    """The address of a person's website, or "" when it is not plainly http or https."""
    url = url.strip()
    is_website = url.lower().startswith(("http://", "https://")) and not _NOT_IN_WEBSITES.search(url)
    return (is_website and web_address(url)) or ""


def host_of(address: str) -> str:
    """The host of an address on the web as browsers read it; "" of what stays on this site, or is mail.

    They resolve `%73pam.example` and full-width letters before they ask for it: https://url.spec.whatwg.org/#host-parsing
    """
    try:
        parts = urlsplit(f"https:{address}" if address.startswith("//") else address)
        host = parts.hostname if parts.scheme in {"http", "https"} else ""
    except ValueError:
        return ""
    return _resolved(host or "").rstrip(".")


def in_letters(host: str) -> str:
    """`münchen.example` of `xn--mnchen-3ya.example`."""
    try:
        return host.encode().decode("idna") if _has_short_labels(host) else host
    except UnicodeError:
        return host


def bare_links(text: str) -> Iterator[BareLink]:
    """The addresses that stand in a running text, without the signs of the sentence around them."""
    position = 0
    while match := _BARE.search(text, position):
        link = _bare(match)
        position = match.start() + len(link.text) if link else match.end()
        if link:
            yield link


def bare_link_at(text: str, position: int) -> BareLink | None:
    match = _BARE.match(text, position)
    return _bare(match) if match else None


def shown(text: str) -> str:
    """A text without a space, as an address has none, is cut to what fits into a line."""
    is_long = len(text) > MAX_SHOWN and not any(map(str.isspace, text))
    return f"{text[: MAX_SHOWN - 1]}…" if is_long else text


def _resolved(host: str) -> str:
    """A host that is none, where no browser goes, stays as it is."""
    seen = unicodedata.normalize("NFKC", _NOTHING_IN_HOSTS.sub("", unquote(host))).lower().replace("。", ".")
    if _NOT_IN_HOSTS.search(seen):
        return host.lower()
    try:
        return seen.encode("idna").decode().lower() if _has_short_labels(seen) else seen
    except UnicodeError:
        return seen


def _has_short_labels(host: str) -> bool:
    return all(len(label) <= MAX_LABEL for label in host.split("."))


def _bare(match: re.Match[str]) -> BareLink | None:
    text = _without_punctuation(match[0])
    href = web_address(text if "://" in text else f"http://{text}")
    return BareLink(match.start(), text, href) if href else None


def _without_punctuation(address: str) -> str:
    """`(see http://a.example/b).` ends before the bracket; `http://a.example/b_(c)` keeps it."""
    expected: list[str] = []
    for position, character in enumerate(address):
        if character in "([":
            expected.append(")" if character == "(" else "]")
        elif character in ")]" and (not expected or expected.pop() != character):
            address = address[:position]
            break
    return address.rstrip(".,;:!?'*_~([{}…’")


def _is_relative(address: str, parts: SplitResult) -> bool:
    """Without a scheme, even one that only a lenient reader would see, and without a host."""
    return not parts.netloc and "\\" not in address and not re.match(r"[^/?#]*:", address)


def _read(address: str) -> tuple[str, SplitResult | None]:
    """The address as a browser reads it, and its parts unless it is nonsense."""
    address = _IGNORED_BY_BROWSERS.sub("", address.strip(_OUTER))
    if len(address) > MAX_ADDRESS:
        return address, None
    try:
        urlsplit("".join(_SEEN_BY_BLEACH.findall(address.lower())))
        parts = urlsplit(address)
        _ = parts.port, parts.hostname
    except ValueError:
        return address, None
    return address, parts
