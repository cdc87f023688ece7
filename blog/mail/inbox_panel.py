"""What came by mail, in the panel, for owners: what became nothing, why, and its words. Nothing is written by hand."""

from __future__ import annotations

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from blog.mail.models import Incoming, IncomingQuerySet
from blog.mail.owners import OwnersAlone

WORDS_SHOWN = 200  # characters of a text in the list


@admin.register(Incoming)
class IncomingAdmin(OwnersAlone):
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
