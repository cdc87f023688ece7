"""The latest articles, whole, for feed readers: Atom, RSS and JSON Feed, one list of entries behind them."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from blog.pages.noting import kept
from blog.posts import context
from blog.posts.models import Post, Site

ENTRIES = 20  # a feed reader asks every hour or so; nobody publishes more between two visits
NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAG = re.compile(r'<[a-z][^<>"]*(?:"[^"]*"[^<>"]*)*>', re.IGNORECASE)
_ADDRESS = re.compile(r'\b(href|src)="([^"]*)"')


class AtomFeed(Atom1Feed):
    """Atom with the whole article in `content`."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})

    def latest_post_date(self) -> datetime:
        return self.feed["updated"]


class RssFeed(Rss201rev2Feed):
    """RSS 2.0 with the whole article in `content:encoded` and the author's name in `dc:creator`."""

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:content": "http://purl.org/rss/1.0/modules/content/"}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"])

    def latest_post_date(self) -> datetime:
        return self.feed["updated"]


def as_xml(generator: type[AtomFeed | RssFeed]) -> Callable[[Site, list[Post], str], str]:
    def write(site: Site, posts: list[Post], address: str) -> str:
        feed = generator(
            title=for_xml(site.title),
            link=context.absolute(reverse("posts:list")),
            description=for_xml(site.description or site.tagline),
            subtitle=for_xml(site.tagline),
            language=get_language(),
            feed_url=address,
            updated=last_change(posts),
        )
        for post in posts:
            feed.add_item(**entry(post))
        return feed.writeString("utf-8")

    return write


def as_json(site: Site, posts: list[Post], address: str) -> str:
    """JSON Feed 1.1."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.title,
        "description": site.description or site.tagline,
        "home_page_url": context.absolute(reverse("posts:list")),
        "feed_url": address,
        "language": get_language(),
        "items": [json_entry(post) for post in posts],
    }
    return json.dumps(feed, ensure_ascii=False)


FORMATS: dict[str, tuple[str, Callable[[Site, list[Post], str], str]]] = {
    "atom": ("application/atom+xml; charset=utf-8", as_xml(AtomFeed)),
    "rss": ("application/rss+xml; charset=utf-8", as_xml(RssFeed)),
    "json": ("application/feed+json; charset=utf-8", as_json),
}


@csrf_exempt
@kept
@require_safe
def articles(request: HttpRequest, form: str) -> HttpResponse:
    """The feed in one of FORMATS; 304 to who has it already, by ETag or by time."""
    content_type, write = FORMATS[form]
    posts = list(Post.objects.listed().select_related("author").prefetch_related("tags")[:ENTRIES])
    response = HttpResponse(
        write(context.current_site(request), posts, context.canonical(request)), content_type=content_type
    )
    changed = last_change(posts).timestamp()
    response["Last-Modified"] = http_date(changed)
    set_response_etag(response)
    return get_conditional_response(request, response["ETag"], int(changed), response) or response


def last_change(posts: list[Post]) -> datetime:
    """An article that was scheduled changes the feed when it appears, not when it was written."""
    return max((max(post.updated_at, post.published_at or NOTHING_YET) for post in posts), default=NOTHING_YET)


def entry(post: Post) -> dict[str, Any]:
    """One article as feedgenerator's `add_item` takes it."""
    address = context.absolute(post.get_absolute_url())
    return {
        "title": for_xml(post.title),
        "link": address,
        "description": html.escape(for_xml(post.description)),  # both formats read it as HTML
        "content": for_xml(with_absolute_addresses(post.body_html, address)),
        "author_name": for_xml(post.author.name),
        "unique_id": entry_id(post),
        "unique_id_is_permalink": False,
        "pubdate": post.published_at,
        "updateddate": max(post.updated_at, post.published_at or NOTHING_YET),
        "categories": [for_xml(tag.name) for tag in post.tags.all()],
    }


def json_entry(post: Post) -> dict[str, Any]:
    same = entry(post)
    return {
        "id": same["unique_id"],
        "url": same["link"],
        "title": same["title"],
        "summary": for_xml(post.description),
        "content_html": same["content"],
        "date_published": same["pubdate"].isoformat(),
        "date_modified": same["updateddate"].isoformat(),
        "authors": [{"name": same["author_name"]}],
        "tags": same["categories"],
    }


def entry_id(post: Post) -> str:
    """A name for the article that outlives its address (RFC 4151)."""
    host = urlsplit(settings.SITE_URL).hostname
    return f"tag:{host},{post.created_at:%Y-%m-%d}:post-{post.pk}"


def with_absolute_addresses(body_html: str, base: str) -> str:
    """In a feed reader there is no page that a link or a picture could be relative to."""

    def absolute(match: re.Match[str]) -> str:
        address = urljoin(base, html.unescape(match[2]))
        return f'{match[1]}="{html.escape(address)}"'

    return _TAG.sub(lambda tag: _ADDRESS.sub(absolute, tag[0]), body_html)


def for_xml(text: str) -> str:
    """Text without the characters that no XML file may hold."""
    return _NOT_IN_XML.sub("", text)
