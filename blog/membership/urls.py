"""Addresses of one's own account, beside allauth's."""

from __future__ import annotations

from django.urls import path

from blog.membership import views

app_name = "membership"
urlpatterns = [
    path("", views.AccountPage.as_view(), name="account"),
    path("name/", views.change_name, name="name"),
    path("claim/", views.claim, name="claim"),
    path("export/", views.export_html, name="export"),
    path("export/json/", views.export_json, name="export-json"),
    path("delete/", views.delete, name="delete"),
]
