"""Below `/comments/mail/<token>/`, beside the pages of a commenter: what the links in mail to staff lead to."""

from __future__ import annotations

from django.urls import path

from comments.staffmail import switches, views

urlpatterns = [
    *(path(f"{code}/", views.decide, {"code": code}, name=f"mail-{code}") for code in views.CODES),
    path("undo/", views.undo, name="mail-undo"),
    path("staff/", switches.by_letter, name="mail-staff"),
]
