"""What helps who is writing."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comments import preview

register = template.Library()


@register.inclusion_tag("comments/_formatting.html")
def formatting_help() -> dict[str, Any]:
    """What can be written and what becomes of it."""
    return {"examples": _examples(get_language() or "")}


@lru_cache(maxsize=32)
def _examples(language: str) -> list[tuple[str, SafeString]]:
    """Source and result, the latter by the renderer itself, so that the help cannot promise too much."""
    sources = [
        _("**bold**"),
        _("*italics*"),
        _("> what somebody else said"),
        _("- one thing\n- another"),
        _("[a link](https://example.org/)"),
        _("`code`"),
    ]
    return [(source, preview.rendered(source)) for source in sources]
