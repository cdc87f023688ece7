"""The latest responses for feed readers: of the whole site, and of one article."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from blog.pages.noting import kept, rests_on_everything
from blog.posts import context
from blog.posts.feeds import ENTRIES, NOTHING_YET, AtomFeed, for_xml, with_absolute_addresses
from blog.posts.models import Post
from blog.posts.views import visible_post

from . import resting, threads
from .models import Comment


@kept
@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    """Responses to all listed articles, newest first."""
    rests_on_everything()
    site = context.current_site(request)
    title = _("Responses on %(site)s") % {"site": site.title}
    return _feed(request, title, reverse("posts:list"), list(threads.public_comments()[:ENTRIES]))


@kept
@require_safe
def of_article(request: HttpRequest, year: int, month: int, slug: str) -> HttpResponse:
    """Responses to one article; 404 where the article is not to be seen or stands at another address."""
    post = visible_post(request, kind=Post.Kind.ARTICLE, slug=slug)
    if not request.path.startswith(post.get_absolute_url()) or not post.is_published:
        raise Http404
    resting.on_discussion(threads.discussion_of(post))
    comments = threads.shown_on(post)[:ENTRIES]
    return _feed(request, _("Responses to %(title)s") % {"title": post.title}, post.get_absolute_url(), list(comments))


def _feed(request: HttpRequest, title: str, link: str, comments: list[Comment]) -> HttpResponse:
    changed = max((comment.edited_at or comment.submitted_at for comment in comments), default=NOTHING_YET)
    feed = AtomFeed(
        title=for_xml(title),
        link=context.absolute(link),
        description="",
        feed_url=context.canonical(request),
        updated=changed,
    )
    for comment in comments:
        feed.add_item(**_entry(comment))
    response = HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    set_response_etag(response)  # the one test that notices a comment that was taken away
    return get_conditional_response(request, response["ETag"], None, response) or _dated(response, changed)


def _dated(response: HttpResponse, changed: datetime) -> HttpResponse:
    response["Last-Modified"] = http_date(changed.timestamp())
    return response


def _entry(comment: Comment) -> dict[str, Any]:
    """One response as feedgenerator's `add_item` takes it: nothing of the writer but the name."""
    post = comment.discussion.post
    address = context.absolute(reverse("comments:permalink", args=[comment.pk]))
    return {
        "title": for_xml(_("%(name)s on %(title)s") % {"name": comment.name, "title": post.title}),
        "link": address,
        "description": "",
        "content": for_xml(with_absolute_addresses(comment.body_html, context.absolute(post.get_absolute_url()))),
        "author_name": for_xml(comment.name),
        "unique_id": address,
        "pubdate": comment.submitted_at,
        "updateddate": comment.edited_at or comment.submitted_at,
    }
