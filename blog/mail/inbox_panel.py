"""What came by mail, in the panel, for owners: what became nothing, why, and its words. Nothing is written by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from blog.mail import stopping
from blog.mail.models import DoNotMail, Incoming, IncomingQuerySet, address_mark

WORDS_SHOWN = 200  # characters of a text in the list


class ForOwners(admin.ModelAdmin):
    """Looked at by owners, changed by nobody."""

    list_per_page = 50
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Incoming)
class IncomingAdmin(ForOwners):
    list_display = ("received_at", "sender", "outcome", "why", "beginning")
    list_display_links = ("received_at",)
    list_filter = ("outcome",)
    ordering = ("-received_at", "-pk")
    actions = ("throw_away",)
    fields = ("received_at", "sender", "outcome", "why", "attachments", "about", "answer", "text", "as_it_came")
    readonly_fields = fields

    @admin.display(description=_("text"))
    def beginning(self, row: Incoming) -> str:
        return row.text[:WORDS_SHOWN] + ("…" if len(row.text) > WORDS_SHOWN else "")

    @admin.display(description=_("as it came"))
    def as_it_came(self, row: Incoming) -> str:
        """Letters only: whatever it is, it is shown and never run."""
        return bytes(row.raw).decode("utf-8", "replace").replace("\x00", "\ufffd")

    @admin.action(description=_("Throw away"))
    def throw_away(self, request: HttpRequest, rows: IncomingQuerySet) -> None:
        """The words go; that it came stays, or the same mail would come to something when it is fetched again."""
        count = rows.update(text="", raw=b"", sender="")
        said = ngettext("%(count)d mail was thrown away.", "%(count)d mails were thrown away.", count)
        self.message_user(request, said % {"count": count}, messages.SUCCESS)

    def get_queryset(self, request: HttpRequest) -> IncomingQuerySet:
        return Incoming.objects.listed()


@admin.register(DoNotMail)
class DoNotMailAdmin(ForOwners):
    list_display = ("short", "reason", "since")
    list_display_links = None
    list_filter = ("reason",)
    ordering = ("-since",)
    actions = ("lift",)
    search_fields = ("address",)
    search_help_text = _("A whole address: only a mark of it is kept, so parts of one find nothing.")

    @admin.display(description=_("mark of the address"))
    def short(self, row: DoNotMail) -> str:
        return str(row)

    @admin.action(description=_("Write again to addresses that bounced"))
    def lift(self, request: HttpRequest, rows: QuerySet[DoNotMail]) -> None:
        count = stopping.lift(rows.values_list("pk", flat=True))
        said = ngettext(
            "%(count)d address is written to again. Where its owner asked for no mail, that stays.",
            "%(count)d addresses are written to again. Where their owners asked for no mail, that stays.",
            count,
        )
        self.message_user(request, said % {"count": count}, messages.SUCCESS)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[DoNotMail], search_term: str
    ) -> tuple[QuerySet[DoNotMail], bool]:
        return (queryset.filter(pk=address_mark(search_term)) if search_term else queryset), False
