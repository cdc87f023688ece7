"""Mail in the panel, for owners: what is owed and what was given up. Nothing is written here by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from blog.mail import attention, composing, outbox
from blog.mail.models import Letter, LetterQuerySet


@admin.register(Letter)
class LetterAdmin(admin.ModelAdmin):
    list_display = ("kind_words", "to", "due_at", "next_try", "attempts", "error")
    list_display_links = None
    list_per_page = 50
    show_full_result_count = False
    ordering = ("due_at", "pk")
    actions = ("try_again", "drop")

    @admin.display(description=_("kind"), ordering="kind")
    def kind_words(self, letter: Letter) -> str:
        return composing.words(letter.kind)

    @admin.display(description=_("next try"), ordering="try_at")
    def next_try(self, letter: Letter) -> Any:
        return _("given up") if letter.failed_at else letter.try_at

    @admin.action(description=_("Try again now"))
    def try_again(self, request: HttpRequest, letters: LetterQuerySet) -> None:
        count = outbox.try_again(letters)
        said = ngettext("%(count)d letter is due now.", "%(count)d letters are due now.", count)
        self.message_user(request, said % {"count": count}, messages.SUCCESS)

    @admin.action(description=_("Drop: never send it"))
    def drop(self, request: HttpRequest, letters: LetterQuerySet) -> None:
        count = letters.delete()[0]
        said = ngettext("%(count)d letter is owed no more.", "%(count)d letters are owed no more.", count)
        self.message_user(request, said % {"count": count}, messages.SUCCESS)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        """What was sent holds no address any more, and asks nothing of anybody."""
        return Letter.objects.unsent()

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"mail_notices": attention.notices(), **(extra_context or {})})

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """A letter has no page: it is written when it is sent."""
        return redirect("admin:mail_letter_changelist")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        return request.user.is_superuser

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        return False
