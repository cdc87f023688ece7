"""The public site. `/<slug>/` comes last, so that no page hides anything else."""

from __future__ import annotations

from django.contrib.sitemaps.views import sitemap
from django.urls import URLPattern, URLResolver, include, path

from blog.pages.noting import kept
from blog.posts import feeds, sitemaps, views

app_name = "posts"

article_patterns = [
    path("", views.PostDetail.as_view(), name="detail"),
    path("comment-page-<count:comment_page>/", views.PostDetail.as_view(), name="detail_page"),
]
archive_patterns: list[URLPattern | URLResolver] = [
    path("", views.YearArchive.as_view(), name="year"),
    path("<month:month>/", views.MonthArchive.as_view(), name="month"),
    path("<month:month>/<word:slug>/", include(article_patterns)),
]
feed_patterns = [
    path("feed/", feeds.articles, {"form": "atom"}, name="feed"),
    path("feed/rss/", feeds.articles, {"form": "rss"}, name="feed_rss"),
    path("feed.json", feeds.articles, {"form": "json"}, name="feed_json"),
    path("sitemap.xml", kept(sitemap), {"sitemaps": sitemaps.SITEMAPS}, name="sitemap"),
    path("robots.txt", sitemaps.robots, name="robots"),
]
urlpatterns = [
    path("", views.PostList.as_view(), name="list"),
    path("", include(feed_patterns)),
    path("<year:year>/", include(archive_patterns)),
    path("tag/<word:slug>/", views.TagDetail.as_view(), name="tag"),
    path("<word:slug>/", views.PageDetail.as_view(), name="page"),
    path("<word:slug>/comment-page-<count:comment_page>/", views.PageDetail.as_view(), name="page_part"),
]
