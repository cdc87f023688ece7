"""Mail in the panel, for owners: what is owed and what was given up. Nothing is written here by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from blog.mail import attention, composing, inbox_panel, outbox, stopping, trying  # noqa: F401 - the panel knows the other pages by it
from blog.mail.models import DoNotMail, Letter, LetterQuerySet, address_mark
from blog.mail.owners import OwnersAlone

TEST_PATIENCE = timedelta(seconds=15)  # a worker that is there has it done in two


OPEN, OWED, FAILED, SENT = "open", "owed", "failed", "sent"
STATES = {
    OPEN: (_("All that is open"), "unsent"),
    OWED: (_("To be sent"), "owed"),
    FAILED: (_("Given up"), "given_up"),
    SENT: (_("Sent"), "sent"),  # as long as its row is kept
}
PAUSED = "paused"  # a list of addresses, not of letters


class StateFilter(admin.SimpleListFilter):
    """The page shows it as tabs."""

    title, parameter_name = _("how it stands"), "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(state, words) for state, (words, _adjective) in STATES.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return _rows(queryset, _state(request))


def tabs(current: str) -> list[dict[str, Any]]:
    """Each with its address, its words and how many stand there."""
    letters, counts = reverse("admin:mail_letter_changelist"), Letter.objects.counts()
    found: list[dict[str, Any]] = [
        {"state": state, "url": f"{letters}?state={state}", "words": words, "count": counts[adjective]}
        for state, (words, adjective) in STATES.items()
    ]
    paused = {"state": PAUSED, "url": reverse("admin:mail_donotmail_changelist"), "words": _("Paused")}
    found.append({**paused, "count": DoNotMail.objects.count()})
    return [{**tab, "is_current": tab["state"] == current} for tab in found]


@admin.register(Letter)
class LetterAdmin(OwnersAlone):
    list_display_links = None
    ordering = ("due_at", "pk")
    actions = ("try_again", "drop")
    list_filter = (StateFilter,)

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

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """What was sent holds no address any more."""
        if _state(request) == SENT:
            return ("kind_words", "sent_at")
        return ("kind_words", "to", "due_at", "standing")

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ("-sent_at", "pk") if _state(request) == SENT else ("due_at", "pk")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {} if _state(request) == SENT else super().get_actions(request)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        state = _state(request)
        context: dict[str, Any] = {"mail_notices": attention.notices(), "tabs": tabs(state), "state": state}
        context["title"] = gettext("Mail")
        context["test_address"] = request.user.email if settings.EMAIL_CONFIGURED else ""  # type: ignore[union-attr]
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """A letter has no page: it is written when it is sent."""
        return redirect("admin:mail_letter_changelist")

    def get_urls(self) -> list[Any]:
        trial = self.admin_site.admin_view
        return [
            path("test/", trial(require_POST(self.send_test)), name="mail_test"),
            path("test/<uuid:message_id>/", trial(self.test_view), name="mail_test_result"),
            *super().get_urls(),
        ]

    def send_test(self, request: HttpRequest) -> HttpResponse:
        """To the owner who asks, by the way of every letter."""
        self._require_owner(request)
        address = getattr(request.user, "email", "")
        letter = trying.owe_a_test(address) if address and settings.EMAIL_CONFIGURED else None
        if letter:
            return redirect("admin:mail_test_result", letter.message_id)
        self.message_user(request, _why_no_test(address), messages.WARNING)
        return redirect("admin:mail_letter_changelist")

    def test_view(self, request: HttpRequest, message_id: UUID) -> HttpResponse:
        """What came of it so far. Asks itself again while nothing has."""
        self._require_owner(request)
        letter = Letter.objects.filter(kind=trying.TEST, message_id=message_id).first()
        waits = letter is not None and not (letter.sent_at or letter.attempts)
        age = timezone.now() - letter.created_at if letter else timedelta()
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Test mail"),
            "letter": letter,
            "waits": waits,
            "is_slow": waits and age > TEST_PATIENCE,
            "asks_again": waits and age < TEST_PATIENCE * 4,
        }
        return render(request, "admin/mail/letter/test.html", context)

    def _require_owner(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied


@admin.register(DoNotMail)
class PausedAdmin(OwnersAlone):
    list_display = ("short", "reason", "since")
    list_display_links = None
    list_filter = ("reason",)
    ordering = ("-since",)
    actions = ("lift",)
    search_fields = ("address",)
    search_help_text = _("A whole address: only a mark of it is kept, so parts of one find nothing.")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The menu leads to the letters, and their tabs lead here."""
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Whoever asked for silence keeps it: only they can change their mind, and then it takes their address."""
        bounced = DoNotMail.objects.filter(reason=DoNotMail.Reason.BOUNCED)
        return super().get_actions(request) if bounced.exists() else {}

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

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = {"tabs": tabs(PAUSED), "state": PAUSED, "title": gettext("Mail")}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("admin:mail_donotmail_changelist")


def _state(request: HttpRequest) -> str:
    asked = request.GET.get("state", OPEN)
    return asked if asked in STATES else OPEN


def _rows(letters: LetterQuerySet, state: str) -> LetterQuerySet:
    found: LetterQuerySet = getattr(letters, STATES[state][1])()
    return found


def _why_no_test(address: str) -> str:
    if not settings.EMAIL_CONFIGURED:
        return gettext("No mail server is named. The setting EMAIL_URL names one.")
    if not address:
        return gettext("Your account has no e-mail address.")
    if stopping.is_stopped(address_mark(address)):
        return gettext("Your address asked this site never to write to it: manage.py allow_mail takes that back.")
    return gettext("A test was asked for a moment ago. Wait a minute before the next one.")


def _what_comes(letter: Letter) -> str:
    words = gettext("Given up on %(moment)s.") if letter.failed_at else gettext("Next try on %(moment)s.")
    return words % {"moment": date_format(localtime(letter.failed_at or letter.try_at), "DATETIME_FORMAT")}


def _what_was(letter: Letter) -> str:
    if not letter.attempts:
        return gettext("Not tried yet.")
    words = ngettext("%(count)d try so far.", "%(count)d tries so far.", letter.attempts)
    return words % {"count": letter.attempts}
