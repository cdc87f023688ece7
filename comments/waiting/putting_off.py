"""Acts on what is not answered now: put off, needs no answer, and the way back from both."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import formats, timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from comments.models import Comment
from comments.panel import returning
from comments.panel.acts import Notice
from comments.panel.door import for_deciders
from comments.waiting import later
from comments.waiting.acts import back
from comments.waiting.views import OLD_DAYS, found

if TYPE_CHECKING:
    from comments.panel.door import DeciderRequest


class DayForm(forms.Form):
    day = forms.DateField(input_formats=["%Y-%m-%d"], required=False)


@require_POST
@for_deciders
def put_off(request: DeciderRequest, theirs: QuerySet[Comment], about_id: int) -> HttpResponse:
    day = DayForm(request.POST)
    moment = later.until(request.POST.get("for", ""), day.cleaned_data.get("day") if day.is_valid() else None)
    if moment is None:
        returning.notify(request, Notice(_("Choose a day from tomorrow on, within a year."), "warning"))
        return back(request)
    comment, last_at = found(theirs, about_id), _moment(request)
    is_done = last_at is not None and later.put_off(request.user, comment.pk, moment, last_at)
    day_words = formats.date_format(timezone.localtime(moment), "DATE_FORMAT")
    _told(request, comment, is_done, _("Put off until %(day)s, or until a reader writes again.") % {"day": day_words})
    return back(request)


@require_POST
@for_deciders
def set_aside(request: DeciderRequest, theirs: QuerySet[Comment], about_id: int) -> HttpResponse:
    comment, last_at = found(theirs, about_id), _moment(request)
    is_done = last_at is not None and later.set_aside(request.user, comment.pk, last_at)
    _told(request, comment, is_done, _("It needs no answer. It comes back when a reader writes again."))
    return back(request)


@require_POST
@for_deciders
def set_aside_old(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    count, moment = later.set_aside_older(request.user, timezone.now() - timedelta(days=OLD_DAYS))
    said = ngettext("%(count)d thread needs no answer.", "%(count)d threads need no answer.", count)
    tags = f"all-{moment.isoformat()}" if count else ""
    messages.success(request, said % {"count": count}, extra_tags=tags)
    return back(request)


@require_POST
@for_deciders
def bring_back(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    """`thread`: the root of one; `moment`: all that were set aside then."""
    thread, moment = request.POST.get("thread", ""), _aware(request.POST.get("moment", ""))
    if thread.isascii() and thread.isdigit() and len(thread) < 19:
        count = int(later.bring_back(request.user, int(thread)))
    else:
        count = later.bring_back_all(request.user, moment) if moment else 0
    said = ngettext("It waits for you again.", "%(count)d threads wait for you again.", count) % {"count": count}
    nothing = _("There was nothing to bring back.")
    returning.notify(request, Notice(said) if count else Notice(nothing, "warning"))
    return back(request)


def _aware(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and timezone.is_aware(found) else None


def _moment(request: HttpRequest) -> datetime | None:
    """The last word that its person had before them."""
    return _aware(request.POST.get("seen", ""))


def _told(request: HttpRequest, comment: Comment, is_done: bool, said: str) -> None:
    if is_done:
        messages.success(request, said, extra_tags=f"thread-{comment.pk} focus-{comment.pk}")
    else:
        text = _("Somebody has written there meanwhile, or nothing waits there any more. Look again.")
        returning.notify(request, Notice(text, "warning"))
