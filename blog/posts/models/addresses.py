"""Where posts once stood, so that no link to this site breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from blog.posts.models.post import Post

MAX_PATH = 500


class FormerAddressManager(models.Manager["FormerAddress"]):
    def remember(self, left: Post, now_at: Post) -> None:
        """The post stood at `left`; from now on that path leads to where it is.

        A post without a date never stood anywhere that a reader could have seen. One that appeared near
        the turn of a month may have stood in either, by the time zone the site had.
        """
        if left.published_at is None or left.get_absolute_url() == now_at.get_absolute_url():
            return
        for old in _paths(left) - _paths(now_at):
            self.update_or_create(path=old, defaults={"post": now_at, "target": ""})
        self.filter(path__in=_paths(now_at)).delete()

    def remember_gone(self, post: Post) -> None:
        """What readers could see and is deleted answers 410 from now on, not 404."""
        if post.is_published:
            for path in _paths(post):
                self.update_or_create(path=path, defaults={"post": None, "target": ""})


def _paths(post: Post) -> set[str]:
    return {unquote(address) for address in post.addresses_in_all_zones()}


class FormerAddress(models.Model):
    """A path that once led here, and where it leads now: to a post, to another path, or nowhere (gone).

    Paths are kept as people read them (`/2009/05/café/`, not percent-encoded), with their query if they had one.
    """

    path = models.CharField(_("former path"), max_length=MAX_PATH, unique=True)
    post = models.ForeignKey(
        "posts.Post", on_delete=models.SET_NULL, null=True, blank=True, related_name="former_addresses"
    )
    target = models.CharField(_("new path"), max_length=MAX_PATH, blank=True)

    objects = FormerAddressManager()

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")

    def __str__(self) -> str:
        return self.path
