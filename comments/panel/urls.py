"""The queue's pages, below `/admin/queue/`."""

from __future__ import annotations

from django.urls import path

from comments.panel import answering, changes, declining, feed, keeping, moving, redacting, reported, views
from comments.staffmail import switches

app_name = "queue"
urlpatterns = [
    path("", views.queue_list, name="list"),
    path("act/", views.act, name="act"),
    path("changes/", changes.change_list, name="changes"),
    path("changes/<int:revision_id>/", changes.decide, name="change"),
    path("reported/", reported.report_list, name="reported"),
    path("reported/<int:comment_id>/", reported.leave, name="leave"),
    path("undo/", views.undo, name="undo"),
    path("mail/", switches.in_the_panel, name="mail"),
    path("<int:comment_id>/", answering.comment_detail, name="comment"),
    path("<int:comment_id>/answer/", answering.answer, name="answer"),
    path("<int:comment_id>/redact/", redacting.redact, name="redact"),
    path("<int:comment_id>/move/", moving.move, name="move"),
    path("<int:comment_id>/thread/", keeping.change, name="thread"),
    path("<int:comment_id>/decline/", declining.decline, name="decline"),
    path("feed/<str:token>/", feed.feed, name="feed"),
]
