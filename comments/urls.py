"""Addresses of the discussions: sending, and the ways to one comment."""

from __future__ import annotations

from django.urls import include, path, register_converter
from django.urls.converters import IntConverter

from . import arrivals, feeds, former, marking, views
from .care import views as care_views
from .figures import views as figures
from .subscribing import views as subscribing


class KeyConverter(IntConverter):
    """A primary key that every database can hold: a longer one is an address that leads nowhere."""

    regex = "[0-9]{1,18}"


register_converter(KeyConverter, "key")

app_name = "comments"
urlpatterns = [
    path("receipt/<str:token>/", include("comments.receipts.urls")),
    path("mail/<str:token>/", include("comments.proofs.urls")),
    path("subscribe/", subscribing.subscribe, name="subscribe"),
    path("subscribe/<str:token>/", subscribing.confirm, name="subscribe-confirm"),
    path("subscribe/<str:token>/not-me/", subscribing.disown, name="subscribe-disown"),
    path("mail/<str:token>/", include("comments.staffmail.urls")),
    path("feed/", feeds.latest, name="feed"),
    path("figures/", figures.for_readers, name="figures"),
    path("on/<key:post_id>/", views.reply, name="reply"),
    path("on/<key:post_id>/follow/", subscribing.follow, name="follow"),
    path("on/<key:post_id>/care/", care_views.words, name="care"),
    path("on/<key:post_id>/count/", arrivals.count, name="count"),
    path("was/<key:post_id>/<key:number>/", former.former, name="former"),
    path("helpful/", marking.helpful_mark, name="helpful"),
    path("<key:comment_id>/", views.permalink, name="permalink"),
    path("<key:comment_id>/report/", marking.report, name="report"),
    path("<key:comment_id>/thread/", views.thread, name="thread"),
    path("<key:comment_id>/thread/<key:part>/", views.thread, name="thread"),
]
