"""The queue's pages, below `/admin/queue/`."""

from __future__ import annotations

from django.urls import path

from comments.bulk_acts import views as bulk
from comments.figures import views as figures
from comments.panel import (
    answering,
    changes,
    declining,
    feed,
    filtering,
    keeping,
    keys,
    looking,
    moving,
    record,
    redacting,
    reported,
    rulebook,
    saved,
    undo,
    views,
)
from comments.people import blocking
from comments.people import views as people
from comments.staffmail import switches

app_name = "queue"
urlpatterns = [
    path("", views.queue_list, name="list"),
    path("act/", views.act, name="act"),
    path("changes/", changes.change_list, name="changes"),
    path("changes/<int:revision_id>/", changes.decide, name="change"),
    path("reported/", reported.report_list, name="reported"),
    path("reported/<int:comment_id>/", reported.leave, name="leave"),
    path("figures/", figures.in_the_panel, name="figures"),
    path("bulk/", bulk.preview, name="bulk"),
    path("bulk/begin/", bulk.begin, name="bulk-begin"),
    path("bulk/<uuid:key>/", bulk.progress, name="bulk-progress"),
    path("bulk/<uuid:key>/go-on/", bulk.go_on, name="bulk-go-on"),
    path("record/", record.act_list, name="record"),
    path("record/export/<str:form>/", record.export, name="record-export"),
    path("undo/", undo.undo, name="undo"),
    path("undo/<uuid:key>/", undo.preview, name="undo-preview"),
    path("rules/", rulebook.site, name="rules"),
    path("rules/tag/<int:tag_id>/", rulebook.tag, name="rules-tag"),
    path("rules/article/<int:post_id>/", rulebook.article, name="rules-article"),
    path("people/<str:key>/", people.person_detail, name="person"),
    path("people/<str:key>/notes/", people.note_add, name="note-add"),
    path("people/<str:key>/notes/<int:note_id>/", people.note_change, name="note-change"),
    path("people/<str:key>/block/", blocking.block_person, name="block"),
    path("people/<str:key>/regard/", blocking.regard, name="regard"),
    path("blocks/", blocking.block_list, name="blocks"),
    path("blocks/new/", blocking.block_new, name="block-new"),
    path("blocks/<int:measure_id>/end/", blocking.measure_end, name="measure-end"),
    path("blocks/<int:measure_id>/extend/", blocking.measure_extend, name="measure-extend"),
    path("keys/", keys.key_page, name="keys"),
    path("looking/", looking.beat, name="looking"),
    path("views/", saved.view_list, name="views"),
    path("views/keep/", saved.keep, name="keep"),
    path("views/<int:view_id>/", saved.change, name="view"),
    path("mail/", switches.in_the_panel, name="mail"),
    path("<int:comment_id>/", answering.comment_detail, name="comment"),
    path("<int:comment_id>/answer/", answering.answer, name="answer"),
    path("filter/", filtering.filter_page, name="filter"),
    path("filter/choose/", filtering.choose, name="filter-choose"),
    path("filter/forget/", filtering.forget, name="filter-forget"),
    path("<int:comment_id>/redact/", redacting.redact, name="redact"),
    path("<int:comment_id>/move/", moving.move, name="move"),
    path("<int:comment_id>/thread/", keeping.change, name="thread"),
    path("<int:comment_id>/decline/", declining.decline, name="decline"),
    path("feed/<str:token>/", feed.feed, name="feed"),
]
