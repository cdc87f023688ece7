"""Paths of views, worked out once: an article page asks for the same dozen each time it is made."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

MOST = 4096  # kept in one process, of a hundred bytes each


def path_to(view: str, *args: str | int) -> str:
    """As Django's `reverse`, with its NoReverseMatch. Not for what has a secret in it: it is kept."""
    return _path(get_urlconf() or settings.ROOT_URLCONF, get_script_prefix(), view, args)


@lru_cache(MOST)
def _path(urlconf: str, _prefix: str, view: str, args: tuple[str | int, ...]) -> str:
    return reverse(view, urlconf=urlconf, args=args)
