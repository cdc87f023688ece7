"""The record: every act of everybody who decides, to look through, to take along and to undo from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import BigAutoField, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from comments import ledger, moderation
from comments.models import Act, Comment, Event
from comments.panel import exporting
from comments.panel.door import for_deciders, panel
from comments.panel.scope import posts_of, scope
from comments.people import measures, notes

if TYPE_CHECKING:
    from accounts.models import User
    from comments.panel.door import DeciderRequest

PAGE_SIZE = 50
LATEST = 5  # on the panel's front page
CHUNK = 500  # acts in memory while they are written out
_EDGE = re.compile(r"([0-9]{1,17})-([0-9]{1,19})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ABOUT_PEOPLE = (
    *measures.TAKEN.values(),
    measures.ENDED,
    measures.EXTENDED,
    notes.WRITTEN,
    notes.CHANGED,
    notes.DELETED,
)


class Filter(forms.Form):
    who: forms.ModelChoiceField = forms.ModelChoiceField(
        label=gettext_lazy("Who"), queryset=None, required=False, empty_label=gettext_lazy("anybody")
    )
    what = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    from_day = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    to_day = forms.DateField(
        label=gettext_lazy("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    undone = forms.ChoiceField(
        label=gettext_lazy("Undone"),
        required=False,
        choices=[("", gettext_lazy("either")), ("yes", gettext_lazy("undone")), ("no", gettext_lazy("standing"))],
    )
    post = forms.IntegerField(min_value=1, max_value=BigAutoField.MAX_BIGINT, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, user: User) -> None:
        super().__init__(data, label_suffix="", auto_id="record_%s")
        acted = visible(user).order_by().values("actor")
        people = get_user_model().objects.filter(pk__in=acted).order_by("display_name", "username")
        self.fields["who"].queryset = people  # type: ignore[attr-defined]
        self.fields["what"].choices = [("", _("anything")), *ledger.LABELS.items()]  # type: ignore[attr-defined]

    def clean_from_day(self) -> date | None:
        return _countable(self.cleaned_data["from_day"])

    def clean_to_day(self) -> date | None:
        return _countable(self.cleaned_data["to_day"])

    @property
    def values(self) -> dict[str, Any]:
        """What is said rightly; the rest is not applied."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


def _countable(day: date | None) -> date | None:
    """At the ends of the calendar there is no day before or after, which other zones need."""
    if day and not date.min.year < day.year < date.max.year:
        raise forms.ValidationError(_("Choose a day of these times."), "far")
    return day


@dataclass
class Line:
    """An act as the record tells it."""

    act: Act
    user: User
    comment: Comment | None = field(init=False)

    def __post_init__(self) -> None:
        self.comment = self.act.comment if getattr(self.act, "is_theirs", True) else None

    @property
    def who(self) -> str:
        return self.act.actor.name if self.act.actor else _("The house")

    @property
    def what(self) -> str:
        label = str(ledger.LABELS.get(self.act.kind, self.act.kind))
        if self.act.kind == ledger.UNDO and self.act.undoes:
            return f"{label}: {ledger.LABELS.get(self.act.undoes.kind, self.act.undoes.kind)}"
        return label

    @property
    def which(self) -> str:
        """In words, where it is not one comment."""
        if self.act.about and (self.comment or not self.act.comment_id):
            return self.act.about
        count = self.act.comment_count
        return ngettext("%(count)d comment", "%(count)d comments", count) % {"count": count} if count else ""

    @property
    def is_undoable(self) -> bool:
        return may_undo(self.act, self.user)


def visible(user: User) -> QuerySet[Act]:
    """What somebody may see of the record: all, or what they did and what was done where they decide.

    What colleagues noted about people and took about them is kept from them, as on the pages of people.
    """
    if moderation.can_moderate(user):
        return Act.objects.all()
    posts = posts_of(user)
    if posts is None:
        return Act.objects.none()
    about_people = Q(kind__in=_ABOUT_PEOPLE) | Q(undoes__kind__in=_ABOUT_PEOPLE)
    there = Act.objects.filter(discussion__in=posts.order_by().values("pk")).exclude(about_people)
    return Act.objects.filter(Q(actor=user.pk) | Q(pk__in=there.order_by().values("pk")))


def may_undo(act: Act, user: User) -> bool:
    """Would undoing it be taken from this person? Of moves each comment is asked about again."""
    if act.undone_at is not None:
        return False
    if kind := ledger.kind_of(act):
        return kind.may_undo(act, user)
    return posts_of(user) is not None and act.comment_count > 0 and Event.objects.filter(act=act.pk).exists()


def latest(user: User) -> list[Line]:
    """For the panel's front page."""
    return [Line(act, user) for act in told(visible(user), user)[:LATEST]]


@require_safe
@for_deciders
def act_list(request: DeciderRequest, theirs: QuerySet[Comment]) -> HttpResponse:
    form = Filter(request.GET, request.user)
    acts = _narrowed(visible(request.user), form)
    if edge := _read(request.GET.get("before", "")):
        acts = acts.filter(Q(at__lt=edge[0]) | Q(at=edge[0], number__lt=edge[1]))
    found = list(told(acts, request.user)[: PAGE_SIZE + 1])
    more = found[PAGE_SIZE:]
    lines = [Line(act, request.user) for act in found[:PAGE_SIZE]]
    query = _query(request)
    context = {
        "title": _("Record"),
        "form": form,
        "lines": lines,
        "query": query,
        "is_narrowed": bool(form.values),
        "next": _page_address(query, lines[-1].act) if more else "",
        "first": f"?{query}" if edge else "",
    }
    return render(request, "comments/panel/record/list.html", {**panel(request), **context})


@require_safe
@for_deciders
def export(request: DeciderRequest, theirs: QuerySet[Comment], form: str) -> HttpResponseBase:
    """All that the filter lets through, the latest first, as `csv` or as `jsonl` (one object a line)."""
    writer = {"csv": exporting.as_csv, "jsonl": exporting.as_json_lines}.get(form)
    if writer is None:
        raise Http404
    acts = told(_narrowed(visible(request.user), Filter(request.GET, request.user)), request.user)
    rows = (_row(Line(act, request.user)) for act in acts.iterator(CHUNK))
    content_type = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8"}[form]
    disposition = f'attachment; filename="record.{form}"'
    return StreamingHttpResponse(writer(rows), content_type=content_type, headers={"Content-Disposition": disposition})


def _narrowed(acts: QuerySet[Act], form: Filter) -> QuerySet[Act]:
    values = form.values
    zone = timezone.get_current_timezone()
    if who := values.get("who"):
        acts = acts.filter(actor=who)
    if what := values.get("what"):
        acts = acts.filter(kind=what)
    if post := values.get("post"):
        acts = acts.filter(discussion=post)
    if since := values.get("from_day"):
        acts = acts.filter(at__gte=datetime.combine(since, datetime.min.time(), zone))
    if until := values.get("to_day"):
        acts = acts.filter(at__lt=datetime.combine(until + timedelta(days=1), datetime.min.time(), zone))
    if undone := values.get("undone"):
        acts = acts.filter(undone_at__isnull=undone == "no")
    return acts


def told(acts: QuerySet[Act], user: User) -> QuerySet[Act]:
    """`is_theirs`: a thread that has moved to where somebody does not decide is not named to them."""
    if not moderation.can_moderate(user) and (theirs := scope(user)) is not None:
        acts = acts.annotate(is_theirs=Exists(theirs.order_by().filter(pk=OuterRef("comment"))))
    related = acts.select_related("actor", "comment", "discussion__post", "undoes").order_by("-at", "-number")
    return related.defer("comment__body", "comment__body_html", "discussion__post__body", "discussion__post__body_html")


def _row(line: Line) -> dict[str, Any]:
    act = line.act
    return {
        "at": act.at.isoformat(),
        "who": line.who,
        "role": act.role,
        "what": act.kind,
        "which": line.which,
        "comments": act.comment_count,
        "comment": line.comment.pk if line.comment else None,
        "article": act.discussion.post.title if act.discussion else "",
        "reason": act.reason,
        "undone_at": act.undone_at.isoformat() if act.undone_at else "",
        "act": str(act.pk),
        "undoes": str(act.undoes_id or ""),
    }


def _query(request: HttpRequest) -> str:
    kept = {name: value for name, value in request.GET.items() if value and name in Filter.base_fields}
    return urlencode(kept)


def _page_address(query: str, last: Act) -> str:
    edge = f"{(last.at - _EPOCH) // timedelta(microseconds=1)}-{last.number}"
    return f"?{query}&before={edge}" if query else f"?before={edge}"


def _read(edge: str) -> tuple[datetime, int] | None:
    found = _EDGE.fullmatch(edge)
    return (_EPOCH + timedelta(microseconds=int(found[1])), int(found[2])) if found else None
