"""The page of the spam filter: what it has learnt, how good it is, and what it may do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from comments import ledger, moderation
from comments.models import Act, Comment, SpamFilter
from comments.panel import returning
from comments.panel.acts import Notice
from comments.panel.door import for_deciders, panel
from comments.spam import akismet, figures, filing, lessons, saying, trials

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from comments.panel.door import DeciderRequest

CHANGED, FORGOTTEN = "filter", "filter forgotten"
CHOICES = ["mode", "bar", "trials", "uses_akismet"]
LOWEST_BAR, FEWEST_TRIALS, MOST_TRIALS = 80, 20, 2000


def may_change(user: User | AnonymousUser) -> bool:
    """Is it for this person to say what the filter may do? Asked by the form, the guard and the undo."""
    return user.is_active and user.is_staff and user.has_perm("comments.change_defaults")


class FilterForm(forms.ModelForm):
    bar = forms.IntegerField(
        label=_lazy("Right in how many of a hundred cases"),
        validators=[MinValueValidator(LOWEST_BAR), MaxValueValidator(100)],
    )
    trials = forms.IntegerField(
        label=_lazy("Counted over how many of the last cases"),
        validators=[MinValueValidator(FEWEST_TRIALS), MaxValueValidator(MOST_TRIALS)],
    )

    class Meta:
        model = SpamFilter
        fields = CHOICES
        widgets = {"mode": forms.RadioSelect}

    def clean_uses_akismet(self) -> bool:
        wanted = self.cleaned_data["uses_akismet"]
        if wanted and not akismet.is_configured():
            raise forms.ValidationError(
                _("There is no key yet. Put AKISMET_KEY into the environment, then tick this again."), code="no_key"
            )
        return wanted


@require_safe
@for_deciders
def filter_page(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    _guard(moderation.can_moderate(request.user))
    return _page(request, FilterForm(instance=SpamFilter.current()))


@require_POST
@for_deciders
def choose(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    _guard(may_change(request.user))
    with transaction.atomic():
        before = lessons.hold()
        was = _choices(before)
        form = FilterForm(request.POST, instance=before)
        if not form.is_valid():
            return _page(request, form)
        if was != _choices(form.instance):
            form.instance.save(update_fields=CHOICES)
            act = ledger.enter(CHANGED, by=request.user, about=_about(form.instance), before=was)
            returning.notify(request, Notice(_("Saved."), act=act.pk))
    return returning.back(request)


@require_POST
@for_deciders
def forget(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    """`sure`: it was read that this cannot be undone."""
    _guard(may_change(request.user))
    if not request.POST.get("sure"):
        notice = Notice(_("Nothing was forgotten. Tick the box first: this cannot be undone."), "warning")
        returning.notify(request, notice)
        return returning.back(request)
    with transaction.atomic():
        lessons.forget_everything()
        ledger.enter(FORGOTTEN, by=request.user)
    returning.notify(
        request, Notice(_("The filter has forgotten everything. It begins anew with your next decisions."))
    )
    return returning.back(request)


def _guard(may: bool) -> None:
    if not may:
        raise PermissionDenied


def _page(request: DeciderRequest, form: FilterForm) -> HttpResponse:
    filter_ = SpamFilter.current()
    measure, (for_spam, for_ham) = trials.measured(filter_), figures.strongest_words(filter_)
    months = figures.monthly()
    context = {
        "title": _("Filter"),
        "form": form,
        "filter": filter_,
        "may_change": may_change(request.user),
        "measure": measure,
        "files": filter_.mode == SpamFilter.Mode.FILE and measure.is_met,
        "sample": trials.SAMPLE,
        "enough": filing.ENOUGH,
        "has_enough": min(filter_.spam, filter_.ham) >= filing.ENOUGH,
        "tokens": figures.tokens_known(),
        "owed": figures.lessons_owed(),
        "months": months,
        "columns": figures.chart(months),
        "chart_width": len(months) * figures.COLUMN_WIDTH,
        "for_spam": [saying.reason(*pair) for pair in for_spam],
        "for_ham": [saying.reason(*pair) for pair in for_ham],
        "has_key": akismet.is_configured(),
        "what_is_sent": akismet.what_is_sent(),
    }
    return render(request, "comments/panel/filter.html", {**panel(request), **context})


def _choices(filter_: SpamFilter) -> dict[str, Any]:
    return {name: getattr(filter_, name) for name in CHOICES}


def _about(filter_: SpamFilter) -> str:
    return _("%(mode)s; %(bar)d of a hundred, over %(trials)d") % {
        "mode": filter_.get_mode_display(),
        "bar": filter_.bar,
        "trials": filter_.trials,
    }


def _put_back(act: Act, user: User) -> ledger.Undone:
    lessons.hold()
    known = {name: value for name, value in act.before.items() if name in CHOICES}
    return ledger.Undone(is_changed=SpamFilter.objects.filter(pk=1).update(**known) == 1)


def _preview(act: Act, user: User) -> list[str]:
    return [_("The filter goes back to: %(what)s") % {"what": _about(SpamFilter(**act.before))}]


ledger.register(
    ledger.Kind(CHANGED, _lazy("Changed the filter"), lambda act, user: may_change(user), _preview, _put_back)
)
ledger.register(
    ledger.Kind(
        FORGOTTEN,
        _lazy("Had the filter forget everything"),
        lambda act, user: False,
        lambda act, user: [],
        lambda act, user: ledger.Undone(),
    )
)
