"""Below `/comments/mail/<token>/`: what the links in our letters lead to."""

from __future__ import annotations

from django.urls import path

from . import preferences, views

urlpatterns = [
    path("", views.mail, name="mail"),
    path("prove/", views.prove, name="prove"),
    path("disown/", views.disown, name="disown"),
    path("here/", views.here, name="mail-here"),
    path("end/", views.end, name="mail-end"),
    path("letters/", preferences.save, name="mail-letters"),
    path("mute/<key:comment_id>/", preferences.mute, name="mail-mute"),
    path("unfollow/<key:comment_id>/", preferences.unfollow, name="mail-unfollow"),
    path("unfollow/articles/", preferences.unfollow_kind, {"kind": "articles"}, name="mail-unfollow-articles"),
    path("unfollow/daily/", preferences.unfollow_kind, {"kind": "daily"}, name="mail-unfollow-daily"),
    path("quiet/", preferences.quiet, name="mail-quiet"),
    path("export/", views.export, name="mail-export"),
    path("erase/", views.erase, name="mail-erase"),
]
