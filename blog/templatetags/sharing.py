"""Links to pass an article on."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from blog.posts import sharing
from blog.posts.sharing import ShareLink

register = template.Library()


@register.simple_tag
def share_links(address: str, title: str, places: Iterable[str]) -> list[ShareLink]:
    return sharing.share_links(address, title, places)
