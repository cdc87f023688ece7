"""The site map. Pages at `/<slug>/` come last, so that nothing else is hidden by one."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

import blog.posts.converters  # noqa: F401 - registers them
from blog import views, watching
from blog.site_settings import site_settings
from comments.feeds import of_article

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", watching.figures, name="metrics"),
    path("privacy/", views.privacy, name="privacy"),
    path("media/<path:path>", views.media, name="media"),
    path("admin/queue/", include("comments.panel.urls")),
    path("admin/settings/", admin.site.admin_view(site_settings), name="settings"),
    path("admin/waiting/", include("comments.waiting.urls")),
    path("admin/", admin.site.urls),
    path("accounts/", include("blog.membership.urls")),
    path("accounts/", include("accounts.urls")),
    path("comments/", include("comments.urls")),
    path("mail/", include("blog.mail.urls")),
    path("<year:year>/<month:month>/<word:slug>/feed/", of_article, name="article-feed"),
    path("", include("blog.posts.urls")),
]

handler400 = "blog.views.bad_request"
handler429 = "blog.views.too_many"  # asked for by allauth
handler500 = "blog.outage.broken"
