"""Numbers as a table of figures writes them."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


@register.filter
def grouped(count: int) -> str:
    return f"{count:,}" if count else "–"


@register.filter
def hours(value: float | None) -> str:
    """A median wait: minutes below two hours, days above two, "–" where there was none."""
    if value is None:
        return "–"
    if value < 2:
        return _("%(count)d min") % {"count": round(value * 60)}
    if value < 48:
        return _("%(count)d h") % {"count": round(value)}
    days = round(value / 24)
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
