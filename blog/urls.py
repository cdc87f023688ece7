"""The site map. Pages at `/<slug>/` come last, so that nothing else is hidden by one."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path

from blog import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("comments/", include("comments.urls")),
    path("", include("blog.posts.urls")),
]
