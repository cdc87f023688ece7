"""Below `/comments/receipt/<token>/`."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.receipt, name="receipt"),
    path("edit/", views.edit, name="receipt-edit"),
    path("withdraw/", views.withdraw, name="receipt-withdraw"),
    path("restore/", views.restore, name="receipt-restore"),
    path("hand-in/", views.hand_in, name="receipt-hand-in"),
    path("renew/", views.renew, name="receipt-renew"),
    path("prove/", views.prove, name="receipt-prove"),
    path("news/", views.news, name="receipt-news"),
    path("follow/", views.follow, name="receipt-follow"),
    path("forget/", views.forget, name="receipt-forget"),
    path("erase/", views.erase, name="receipt-erase"),
    path("export/", views.export, name="receipt-export"),
]
