"""Finding what one has answered before, to link to it or to say it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from blog import markup
from blog.posts.models import Post
from comments.models import Comment

if TYPE_CHECKING:
    from accounts.models import User

SEARCHED = 2000  # of one's latest: years of answers, and some 20 ms
MOST = 10  # found ones: who needs more needs better words
WORDS = 40


@dataclass(frozen=True)
class Found:
    comment: Comment

    @property
    def text(self) -> str:
        return self.comment.body

    @property
    def excerpt(self) -> str:
        return markup.excerpt(self.comment.body_html, WORDS)

    @property
    def link(self) -> str:
        """As Markdown; brackets in a title would end the words of the link early."""
        address = settings.SITE_URL + reverse("comments:permalink", args=[self.comment.pk])
        title = self.comment.discussion.post.title.translate(str.maketrans("[]", "()"))
        words = _("what I wrote under “%(title)s”") % {"title": title}
        return f"[{words}]({address})"


def find(user: User, words: str, *, helpful_first: bool = False) -> list[Found]:
    """One's own published words that hold all of these, wherever case and order; without any, the latest."""
    own = Comment.objects.shown().filter(user=user).order_by("-pk").values_list("pk", "helpful_count", "body")
    wanted = words.casefold().split()
    hits = [
        (helpful if helpful_first else 0, pk)
        for pk, helpful, body in own[:SEARCHED].iterator()
        if all(word in body.casefold() for word in wanted)
    ]
    keys = [pk for _helpful, pk in sorted(hits, reverse=True)]
    return [Found(comment) for comment in _published(keys)]


def _published(keys: list[int]) -> list[Comment]:
    """The first of them that readers can follow a link to."""
    visible = Q(
        discussion__post__status__in=[Post.Status.PUBLISHED, Post.Status.UNLISTED],
        discussion__post__published_at__lte=timezone.now(),
    )
    some = Comment.objects.filter(visible, pk__in=keys[: MOST * 5]).select_related("discussion__post", "parent")
    found = {comment.pk: comment for comment in some.order_by()}
    return [found[pk] for pk in keys if pk in found][:MOST]
