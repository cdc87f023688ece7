"""Mail in the panel, for owners: what is owed and what was given up. Nothing is written here by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from blog.mail import attention, composing, inbox_panel, outbox  # noqa: F401 - the panel knows the other pages by it
from blog.mail.models import Letter, LetterQuerySet


@admin.register(Letter)
class LetterAdmin(admin.ModelAdmin):
    list_display = ("kind_words", "to", "due_at", "standing")
    list_display_links = None
    list_per_page = 50
    show_full_result_count = False
    ordering = ("due_at", "pk")
    actions = ("try_again", "drop")

    @admin.display(description=_("kind"), ordering="kind")
    def kind_words(self, letter: Letter) -> str:
        return composing.words(letter.kind)

    @admin.display(description=_("how it stands"), ordering="try_at")
    def standing(self, letter: Letter) -> str:
        return " ".join([_what_comes(letter), _what_was(letter), letter.error]).strip()

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


def _what_comes(letter: Letter) -> str:
    words = gettext("Given up on %(moment)s.") if letter.failed_at else gettext("Next try on %(moment)s.")
    return words % {"moment": date_format(localtime(letter.failed_at or letter.try_at), "DATETIME_FORMAT")}


def _what_was(letter: Letter) -> str:
    if not letter.attempts:
        return gettext("Not tried yet.")
    words = ngettext("%(count)d try so far.", "%(count)d tries so far.", letter.attempts)
    return words % {"count": letter.attempts}
