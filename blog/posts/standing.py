"""How a post stands towards its readers, in the words of the panel."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime, now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.posts.models import Post

WORDS = {
    "draft": _("Draft"),
    "scheduled": _("Scheduled"),
    "published": _("Published"),
    "unlisted": _("Unlisted"),
}


def state(post: Post) -> str:
    """A key of WORDS: the status, or "scheduled" for what appears later."""
    is_waiting = post.status != Post.Status.DRAFT and not post.is_published
    return "scheduled" if is_waiting else str(post.status)


def scheduled() -> Q:
    """Of posts: what appears later."""
    return ~Q(status=Post.Status.DRAFT) & Q(published_at__gt=now())


def word(post: Post) -> str:
    return str(WORDS[state(post)])


def sentence(post: Post) -> str:
    """What is said after saving."""
    if post.status == Post.Status.DRAFT:
        return gettext("Saved as a draft. Nobody else sees it yet.")
    if not post.is_published:
        moment = date_format(localtime(post.published_at), "DATETIME_FORMAT")
        return gettext("Saved. It appears by itself on %(moment)s.") % {"moment": moment}
    return gettext("Saved, and on the site.")


class StateFilter(admin.SimpleListFilter):
    """How a post stands towards its readers: what the list calls it."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(WORDS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Post]) -> QuerySet[Post]:
        if self.value() == "scheduled":
            return queryset.filter(scheduled())
        if self.value() in Post.Status:
            return queryset.filter(~scheduled(), status=self.value())
        return queryset
