"""House rules and canned replies in the panel: for who decides on comments anywhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from comments import canned, canned_record, house_rules, moderation
from comments.models import CannedReply, HouseRule


class ModeratorsAdmin(admin.ModelAdmin):
    """Those who moderate the site may do all, everybody else nothing."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return moderation.can_moderate(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return moderation.can_moderate(request.user)

    has_add_permission = has_view_permission
    has_change_permission = has_view_permission

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return moderation.can_moderate(request.user)


@admin.register(HouseRule)
class HouseRuleAdmin(ModeratorsAdmin):
    """A rule that was quoted stays: it is taken out of force, never deleted."""

    list_display = ("number", "title", "is_active")
    list_display_links = ("number", "title")
    ordering = ("number",)
    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: HouseRule, form: forms.ModelForm, change: bool) -> None:
        house_rules.save(obj, by=request.user)  # type: ignore[arg-type]


class CannedReplyForm(forms.ModelForm):
    class Meta:
        model = CannedReply
        fields = ("title", "text")

    def clean_text(self) -> str:
        canned.check(self.cleaned_data["text"])
        return self.cleaned_data["text"]


@admin.register(CannedReply)
class CannedReplyAdmin(ModeratorsAdmin):
    form = CannedReplyForm
    list_display = ("title",)
    search_fields = ("title", "text")

    def save_model(self, request: HttpRequest, obj: CannedReply, form: forms.ModelForm, change: bool) -> None:
        canned_record.save(obj, by=request.user)  # type: ignore[arg-type]

    def delete_model(self, request: HttpRequest, obj: CannedReply) -> None:
        canned_record.delete(obj, by=request.user)  # type: ignore[arg-type]

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[CannedReply]) -> None:
        """Each by itself, so that each comes back by itself."""
        for reply in queryset:
            canned_record.delete(reply, by=request.user)  # type: ignore[arg-type]
