"""`{% for cell in row|named:headers %}`: a list's cells with the name of their column, for where no head is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from blog import markup

register = template.Library()

_BEGINNING = '<td class="field-'  # of every cell but the row's name and the box that picks it


@register.filter
def named(cells: Sequence[SafeString], headers: Sequence[dict[str, Any]]) -> Iterator[SafeString]:
    for cell, header in zip(cells, headers, strict=False):
        yield _named(cell, capfirst(header["text"])) if cell.startswith(_BEGINNING) else cell


def _named(cell: SafeString, name: str) -> SafeString:
    beginning = format_html('<td data-label="{}" class="field-', name)
    return markup.trusted(beginning + cell.removeprefix(_BEGINNING))  # Django has escaped the rest
