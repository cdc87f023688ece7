"""What search engines should know of: articles, pages, tags, each with its last change."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from blog.pages.noting import kept
from blog.posts import context
from blog.posts.models import Post, Tag


class SiteSitemap(Sitemap):
    """Addresses come from SITE_URL, whatever Host a request named."""

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme


class Posts(SiteSitemap):
    def items(self) -> QuerySet[Post]:
        return Post.objects.published().filter(status=Post.Status.PUBLISHED).without_text()

    def lastmod(self, post: Post) -> datetime:
        return max(post.updated_at, post.published_at or post.updated_at)


class Tags(SiteSitemap):
    def items(self) -> QuerySet[Tag]:
        return Tag.objects.in_use()

    def lastmod(self, tag: Any) -> datetime:
        return tag.last_change


SITEMAPS = {"posts": Posts, "tags": Tags}


@csrf_exempt
@kept
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt: the panel and people's private pages are nobody's search result."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /accounts/",
        "Disallow: /comments/receipt/",
        "Disallow: /comments/mail/",
        "",
        f"Sitemap: {context.absolute('/sitemap.xml')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
