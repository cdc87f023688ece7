"""The queue's pages, below `/admin/queue/`."""

from __future__ import annotations

from django.urls import path

from comments.panel import answering, changes, feed, keys, looking, reported, saved, views
from comments.staffmail import switches

app_name = "queue"
urlpatterns = [
    path("", views.queue_list, name="list"),
    path("act/", views.act, name="act"),
    path("changes/", changes.change_list, name="changes"),
    path("changes/<int:revision_id>/", changes.decide, name="change"),
    path("reported/", reported.report_list, name="reported"),
    path("reported/<int:comment_id>/", reported.leave, name="leave"),
    path("keys/", keys.key_page, name="keys"),
    path("looking/", looking.beat, name="looking"),
    path("views/", saved.view_list, name="views"),
    path("views/keep/", saved.keep, name="keep"),
    path("views/<int:view_id>/", saved.change, name="view"),
    path("undo/", views.undo, name="undo"),
    path("mail/", switches.in_the_panel, name="mail"),
    path("<int:comment_id>/", answering.comment_detail, name="comment"),
    path("<int:comment_id>/answer/", answering.answer, name="answer"),
    path("feed/<str:token>/", feed.feed, name="feed"),
]
