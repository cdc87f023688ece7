"""WordPress' ways of writing dates, titles, addresses and names, read into ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache
from html import unescape
from urllib.parse import unquote, urlsplit

from django.utils.text import slugify

from blog.markup import clean_line, safe_href

MAX_NAME = 245  # as WordPress caps it
MAX_EMAIL = 254
MAX_WEBSITE = 200
CACHED = 4096  # who comments comments again

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+")
_QUARTER = timedelta(minutes=15)


def moment(gmt: str, local: str, offset: timedelta, published: str = "") -> datetime | None:
    """The date in GMT, else the local one by the site's usual offset, else the feed's; None for 0000-00-00."""
    return _parsed(gmt, UTC) or _parsed(local, timezone(offset)) or _from_feed(published)


def offset_of(gmt: str, local: str) -> timedelta | None:
    """How far the site's clock is ahead of GMT, where a record has both dates."""
    here, there = _parsed(local, UTC), _parsed(gmt, UTC)
    if here is None or there is None:
        return None
    offset = round((here - there) / _QUARTER) * _QUARTER
    return offset if abs(offset) <= timedelta(hours=14) else None


def _parsed(text: str, zone: timezone) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    # PostgreSQL and SQLite keep any year; a reader's calendar and ours do not
    return found.replace(tzinfo=zone).astimezone(UTC) if 1970 <= found.year < 2200 else None


def _from_feed(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return found if 2000 <= found.year < 2200 else None  # WordPress writes 1999 for "no date"


def title_text(title: str, limit: int = 200) -> str:
    """A title is HTML there and text here."""
    return clean_line(unescape(_TAG.sub("", title)), limit)


@lru_cache(CACHED)
def name_text(name: str) -> str:
    return clean_line(unescape(name) if "&" in name else name, MAX_NAME)


@lru_cache(CACHED)
def email_text(email: str) -> str | None:
    """ "" for none, None for what is no address."""
    if not email:
        return ""
    return email if len(email) <= MAX_EMAIL and _EMAIL.fullmatch(email) else None


@lru_cache(CACHED)
def website_text(url: str) -> str | None:
    """ "" for none, None for what is no address of a website."""
    if not url or url in {"http://", "https://"}:
        return ""
    url = unescape(url)
    found = safe_href(url if "://" in url else f"http://{url}")
    return found if found and len(found) <= MAX_WEBSITE else None


def slug_text(name: str, limit: int) -> str:
    """The last part of the address, as it was: percent-encoded letters read, what no address holds dropped."""
    return slugify(unquote(name), allow_unicode=True)[:limit].strip("-_")


def free(wanted: str, is_taken: Callable[[str], bool], limit: int) -> str:
    """`wanted`, or the first of `wanted-2`, `wanted-3` ... that fits and that nobody has."""
    candidate, number = wanted, 1
    while is_taken(candidate):
        number += 1
        ending = f"-{number}"
        candidate = wanted[: limit - len(ending)] + ending
    return candidate


def site_name(*addresses: str) -> str:
    """A stable name of the source: its address without scheme, "www." and the slash at the end."""
    for address in addresses:
        parts = _split(address)
        if parts and parts[0]:
            return (parts[0].removeprefix("www.") + parts[1].rstrip("/"))[:200]
    return "wordpress"


def path_of(address: str) -> str:
    """Path and query as people read them, "" for none: `/2009/05/café/`, `/?p=5`."""
    parts = _split(address)
    if parts is None:
        return ""
    path = unquote(parts[1]) or "/"
    return f"{path}?{parts[2]}" if parts[2] else path


def _split(address: str) -> tuple[str, str, str] | None:
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    return parts.netloc.lower(), parts.path, parts.query
