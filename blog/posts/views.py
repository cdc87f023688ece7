"""The pages of the public site. All of them only read."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import ListView, View

from blog.pages.noting import kept
from blog.posts import archives, context, sharing
from blog.posts.models import Post, Tag
from blog.prepared import Given, Question

# A browser that kept "moved" for good would go round in circles once the owner takes a time zone or a date back.
REDIRECT_SECONDS = 3600

_AT_ADDRESS = Question(
    lambda: Post.objects.select_related(*Post.read_with).filter(kind=Given("kind"), slug=Given("slug"))
)
_TAGS = Question(lambda: Tag.objects.filter(posts=Given("post")))


@method_decorator([csrf_exempt, kept], name="dispatch")  # nothing here writes: a POST gets its 405, whatever it carries
class PostListView(ListView):
    """A page of articles at a time; beyond the last one there is none (404)."""

    context_object_name = "posts"

    def get_queryset(self) -> QuerySet[Post]:
        return Post.objects.listed().without_text().select_related("author").prefetch_related("tags")

    def get_paginate_by(self, queryset: QuerySet[Post]) -> int | None:
        return context.current_site(self.request).posts_per_page or len(queryset) or 1

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        data = super().get_context_data(**extra)
        page = data["page_obj"]
        if page and page.number > 1:
            data["canonical"] = context.canonical(self.request, query=f"?page={page.number}")
        return data


class PostList(PostListView):
    template_name = "posts/post_list.html"

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        return super().get_context_data(tags=Tag.objects.in_use(), years=archives.years, **extra)


class TagDetail(PostListView):
    template_name = "posts/tag_detail.html"
    allow_empty = False

    def get_queryset(self) -> QuerySet[Post]:
        self.tag = get_object_or_404(Tag, slug=self.kwargs["slug"])
        return super().get_queryset().filter(tags=self.tag)

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        return super().get_context_data(tag=self.tag, **extra)


class MonthArchive(PostListView):
    template_name = "posts/month_archive.html"
    allow_empty = False

    def get_queryset(self) -> QuerySet[Post]:
        return super().get_queryset().filter(published_at__range=period_or_404(**self.kwargs))

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        return super().get_context_data(years=archives.years, **extra)


class YearArchive(MonthArchive):
    """All of a year on one page, by month, titles only."""

    template_name = "posts/year_archive.html"

    def get_paginate_by(self, queryset: QuerySet[Post]) -> None:
        return None


@method_decorator([csrf_exempt, kept], name="dispatch")
class PostDetail(View):
    """An article, from one of the pages of its discussion on."""

    def get(self, request: HttpRequest, year: int, month: int, slug: str, comment_page: int = 1) -> HttpResponse:
        return at_its_address(request, visible_post(request, kind=Post.Kind.ARTICLE, slug=slug), comment_page)


@method_decorator([csrf_exempt, kept], name="dispatch")
class PageDetail(View):
    def get(self, request: HttpRequest, slug: str, comment_page: int = 1) -> HttpResponse:
        return at_its_address(request, visible_post(request, kind=Post.Kind.PAGE, slug=slug), comment_page)


def at_its_address(request: HttpRequest, post: Post, comment_page: int) -> HttpResponse:
    """The post, from one of the pages of its discussion on; who came by another address is led to its own."""
    address = post.get_absolute_url()
    if comment_page > 1:
        address += f"comment-page-{comment_page}/"
    if context.canonical(request) != context.absolute(address):
        return led_on(post, address)
    return post_page(request, post, comment_page=comment_page or 1, canonical=context.absolute(address))


def led_on(post: Post, address: str) -> HttpResponse:
    """To its own address. What is not out yet may still move."""
    answer = redirect(address, permanent=post.is_published)
    if post.is_published:
        patch_cache_control(answer, max_age=REDIRECT_SECONDS)
    return answer


def visible_post(request: HttpRequest, *, kind: str, slug: str) -> Post:
    """The one post of this kind at this address, if this person may see it now; else 404, as if there were none."""
    post: Post | None = _AT_ADDRESS.first(kind=kind, slug=slug)
    if post is None or not (post.is_published or may_edit(request, post)):
        raise Http404
    return post


def may_edit(request: HttpRequest, post: Post) -> bool:
    person = context.signed_in(request)
    return person is not None and post.is_editable_by(person)


def post_page(request: HttpRequest, post: Post, **extra: Any) -> HttpResponse:
    """The answer to who asked for this post; what only its author can see is kept by no cache."""
    page = article_context(post, may_edit=may_edit(request, post), **extra)
    template = "posts/page_detail.html" if post.kind == Post.Kind.PAGE else "posts/post_detail.html"
    response = render(request, template, page)
    if not post.is_published:
        add_never_cache_headers(response)
    return response


def article_context(post: Post, **extra: Any) -> dict[str, Any]:
    """All that "posts/post_detail.html" needs, for whoever renders it again (a reply that was refused, say)."""
    address = context.absolute(post.get_absolute_url())
    return {
        "post": post,
        "tags": _TAGS.all(post=post.pk),
        "article_url": address,
        "canonical": address,
        "picture": sharing.first_picture(post.body_html, address),
        "comment_page": 1,
        **extra,
    }


def period_or_404(year: int, month: int | None = None) -> tuple[Any, Any]:
    try:
        return archives.period(year, month)
    except ValueError as error:
        raise Http404 from error
