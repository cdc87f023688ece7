"""An Atom feed of what waits, at an address that only its reader knows.

The token names a person and is signed over their password: a new password makes a new address and
ends the old one. It opens nothing but this feed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import BigAutoField
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from blog import markup
from comments.models import Comment
from comments.panel import queue
from comments.panel.scope import scope

if TYPE_CHECKING:
    from accounts.models import User

SIZE = 50  # entries: what a reader that calls daily can miss
EXCERPT_WORDS = 60
_PURPOSE = "comments.panel.feed"


def address(user: User) -> str:
    return settings.SITE_URL + reverse("queue:feed", args=[token(user)])


def token(user: User) -> str:
    signature = salted_hmac(_PURPOSE, f"{user.pk}:{user.password}", algorithm="sha256").hexdigest()
    return f"{user.pk}-{signature}"


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    user = _reader(token)
    theirs = scope(user) if user else None
    if theirs is None:
        raise Http404
    response = HttpResponse(_atom(theirs), content_type=Atom1Feed.content_type)
    response["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response


def _reader(sent: str) -> User | None:
    pk = sent.partition("-")[0]
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19 and int(pk) <= BigAutoField.MAX_BIGINT):
        return None
    user = get_user_model().objects.filter(pk=int(pk), is_active=True, is_staff=True).first()
    return user if user and constant_time_compare(token(user), sent) else None


def _atom(theirs: queue.QuerySet[Comment]) -> str:
    waiting = queue.waiting(theirs).select_related("discussion__post").order_by("-submitted_at", "-pk")
    feed = Atom1Feed(
        title=_("Waiting for a decision"),
        link=settings.SITE_URL + reverse("queue:list"),
        description="",
        language=get_language(),
    )
    for comment in waiting[:SIZE]:
        _add(feed, comment)
    return feed.writeString("utf-8")


def _add(feed: Atom1Feed, comment: Comment) -> None:
    post = comment.discussion.post
    link = settings.SITE_URL + reverse("queue:comment", args=[comment.pk])
    feed.add_item(
        # XML cannot hold control characters, and feedgenerator refuses the whole feed for one.
        title=markup.clean_line(_("%(name)s on %(article)s") % {"name": comment.name, "article": post.title}, 300),
        link=link,
        description=markup.clean_text(markup.excerpt(comment.body_html, EXCERPT_WORDS)),
        author_name=markup.clean_line(comment.name, 245),
        pubdate=timezone.localtime(comment.submitted_at),
        updateddate=timezone.localtime(comment.submitted_at),
        unique_id=link,
    )
