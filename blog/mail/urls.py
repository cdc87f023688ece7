"""Below `/mail/`."""

from __future__ import annotations

from django.urls import path

from blog.mail import views

app_name = "mail"
urlpatterns = [path("stop/<str:token>/", views.stop, name="stop")]
