"""`{{ post.body_html|trusted }}`: prints what `blog.markup` rendered and a row has kept."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from blog import markup

register = template.Library()


@register.filter
def trusted(stored: str) -> SafeString:
    return markup.trusted(stored)
