"""Tags by their names."""

from __future__ import annotations

from collections.abc import Iterable

from blog.posts.models import Post, Tag


def tag(post: Post, names: Iterable[str]) -> None:
    """Give a stored post exactly these tags; a name that no tag has, in whatever case, becomes one."""
    post.tags.set([Tag.objects.filter(name__iexact=name).first() or Tag.objects.create(name=name) for name in names])
