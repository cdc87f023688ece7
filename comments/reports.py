"""Reporting a comment to the moderators: who may, what is kept, and when it is answered.

A report waits until something is decided on its comment, or until a moderator leaves the comment as
it is. The first is seen by the event alone, so no decision can forget to answer it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog import markup

from .models import Comment, Event, Report
from .transitions import Asker

if TYPE_CHECKING:
    from accounts.models import User

MAX_WORDS = 1000  # characters: what is wrong, not a comment of its own


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What should the moderators know?"),
        choices=Report.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what fits best."), "invalid_choice": _("Choose what fits best.")},
    )
    words = forms.CharField(
        label=_("In your own words, if you like"),
        required=False,
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 4, "class": "textarea form-control", "dir": "auto"}),
    )

    def clean_words(self) -> str:
        return markup.clean_text(self.cleaned_data["words"]).strip()


def report(comment: Comment, data: dict[str, Any], *, user: User | None, network: str) -> bool:
    """Keep a report. False where this person has reported this comment already: the first one stands."""
    who: dict[str, Any] = {"user": user} if user else {"network": network}
    earlier = Report.objects.filter(comment=comment, **who).exclude(user=None, network="")
    if earlier.exists():
        return False
    made = Report(comment=comment, reason=data["reason"], words=data["words"], **who)
    Report.objects.bulk_create([made], ignore_conflicts=True)  # of two at once the database keeps one
    return True


def waiting(theirs: QuerySet[Comment] | None = None) -> QuerySet[Report]:
    """Reports nobody has answered yet, of these comments or of all."""
    later = Event.objects.filter(comment=OuterRef("comment"), at__gte=OuterRef("reported_at")).exclude(role=Asker.HOUSE)
    found = Report.objects.filter(~Exists(later), left_at=None)
    # Report by report: as a list of all of theirs, SQLite would make it of every comment there is.
    return found if theirs is None else found.filter(Exists(theirs.order_by().filter(pk=OuterRef("comment"))))


def by_proven_people() -> QuerySet[Report]:
    """Those that wait, by members whose address is proven: what anybody can send from five networks counts for nothing.

    A member with several proven addresses has several rows: count them distinct.
    """
    return waiting().filter(user__is_active=True, user__emailaddress__verified=True)


def leave(comment: Comment, by: User) -> bool:
    """The comment stays as it is. False where nothing waits any more."""
    found = waiting().filter(comment=comment).values_list("pk", flat=True)
    return bool(Report.objects.filter(pk__in=list(found)).update(left_at=timezone.now(), left_by=by))
