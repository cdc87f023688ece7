"""What the page of settings asks of a field."""

from __future__ import annotations

from django import template
from django.forms import BoundField

register = template.Library()


@register.filter
def is_a_group(field: BoundField) -> bool:
    """Several boxes under one question, which a legend asks."""
    return field.widget_type in {"radioselect", "checkboxselectmultiple"}
