"""The author's page, below `/admin/waiting/`."""

from __future__ import annotations

from django.urls import path

from comments.waiting import acts, putting_off, views

app_name = "waiting"
urlpatterns = [
    path("", views.waiting_list, name="list"),
    path("put-off/", views.put_off_list, name="put-off"),
    path("drafts/", views.draft_list, name="drafts"),
    path("drafts/<int:draft_id>/cancel/", acts.cancel_plan, name="cancel-plan"),
    path("earlier/", views.earlier_list, name="earlier"),
    path("back/", putting_off.bring_back, name="back"),
    path("old/", putting_off.set_aside_old, name="set-aside-old"),
    path("<int:about_id>/", views.thread_detail, name="thread"),
    path("<int:about_id>/answer/", acts.answer, name="answer"),
    path("<int:about_id>/draft/", acts.save_draft, name="draft"),
    path("<int:about_id>/plan/", acts.plan, name="plan"),
    path("<int:about_id>/later/", putting_off.put_off, name="later"),
    path("<int:about_id>/done/", putting_off.set_aside, name="done"),
]
