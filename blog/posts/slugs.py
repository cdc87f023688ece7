"""The last part of an address, made from a title."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils.text import slugify

# First parts of addresses that are taken, or that the site keeps for itself. A page called
# like one of them could not be reached at `/<slug>/`.
RESERVED = frozenset(
    {
        "accounts",
        "admin",
        "api",
        "author",
        "comments",
        "feed",
        "healthz",
        "mail",
        "media",
        "metrics",
        "privacy",
        "readyz",
        "search",
        "static",
        "tag",
    }
)

MAX_GENERATED = 80  # an address that can still be read aloud

_YEAR = re.compile(r"\d{4}")


def is_reserved(slug: str) -> bool:
    """True where a page with this slug would be hidden: `/feed/`, or `/2026/`, which is a year."""
    return slug.lower() in RESERVED or bool(_YEAR.fullmatch(slug))


def readable(text: str, fallback: str) -> str:
    """The text as a slug: letters of every script stay, cut between words; `fallback` where none is left."""
    slug = slugify(text, allow_unicode=True).strip("-_")
    if len(slug) > MAX_GENERATED:
        slug = slug[: MAX_GENERATED + 1].rpartition("-")[0] or slug[:MAX_GENERATED]
    return slug or fallback


def free(slug: str, is_taken: Callable[[str], bool]) -> str:
    """The slug itself, or the first of `slug-2`, `slug-3` ... that nobody has."""
    candidate, number = slug, 1
    while is_taken(candidate):
        number += 1
        candidate = f"{slug}-{number}"
    return candidate
