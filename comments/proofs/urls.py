"""Below `/comments/mail/<token>/`: what the links in our letters lead to."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.mine, name="mail"),
    path("prove/", views.prove, name="prove"),
    path("disown/", views.disown, name="disown"),
    path("here/", views.here, name="mail-here"),
    path("end/", views.end, name="mail-end"),
    path("quiet/", views.quiet, name="mail-quiet"),
    path("export/", views.export, name="mail-export"),
    path("erase/", views.erase, name="mail-erase"),
]
