"""Which comments a page of the queue holds: by status, article, person and text, a page at a time.

Pages are found by what stands at their edge, never by counting what comes before; counts stop at a
limit. So neither grows with the number of comments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import BigAutoField, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from comments import reports
from comments.models import Comment, Revision, Status
from comments.panel.scope import scope as scope_of
from comments.spam import ordering

if TYPE_CHECKING:
    from accounts.models import User

ALL = "all"
CHANGES = "changes"
REPORTS = "reports"
LIKELY_LAST = "likely-last"
PAGE_SIZE = 20  # cards: what can be judged before one's attention goes
COUNT_LIMIT = 1000  # a larger number says nothing more to a moderator, and costs
_WAITING = "_comments_waiting"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EDGE = r"^[0-9]{1,17}-[0-9]{1,18}\Z"  # microseconds and a key


class Filter(forms.Form):
    """What the address of a queue page says. What it says wrongly is not applied."""

    status = forms.ChoiceField(choices=[*Status.choices, (ALL, _("All"))], required=False)
    post = forms.IntegerField(min_value=1, max_value=BigAutoField.MAX_BIGINT, required=False)
    article = forms.CharField(max_length=200, required=False, label=_("Article"))
    person = forms.CharField(max_length=254, required=False, label=_("Name or address"))
    text = forms.CharField(max_length=200, required=False, label=_("Words"))
    after = forms.RegexField(_EDGE, required=False)
    before = forms.RegexField(_EDGE, required=False)
    sort = forms.ChoiceField(choices=[(LIKELY_LAST, _("Most likely advertising last"))], required=False)

    @property
    def values(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


@dataclass(frozen=True)
class Selection:
    """One view of the queue. `as_query()` is its address."""

    status: str = Status.PENDING
    post: int | None = None
    article: str = ""
    person: str = ""
    text: str = ""
    after: str = ""
    before: str = ""
    sort: str = ""

    @classmethod
    def of(cls, data: Mapping[str, str]) -> Selection:
        return cls(**Filter(data).values)  # type: ignore[arg-type]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.post or self.article or self.person or self.text)

    @property
    def is_oldest_first(self) -> bool:
        """Who has waited longest comes first; of what is decided, what came last."""
        return self.status == Status.PENDING

    @property
    def is_likely_last(self) -> bool:
        """Of what is decided already nothing has to be put off."""
        return self.sort == LIKELY_LAST and self.is_oldest_first

    def as_query(self, **changes: object) -> str:
        """The query string of this view, or of one that differs in `changes`; pages are left behind unless named."""
        names = ("status", "post", "article", "person", "text", "sort")
        values = {name: getattr(self, name) for name in names} | {"after": "", "before": ""} | changes
        if values["status"] == Status.PENDING:
            values["status"] = ""
        query = urlencode({name: value for name, value in values.items() if value})
        return f"?{query}" if query else "?"


@dataclass
class QueuePage:
    comments: list[Comment] = field(default_factory=list)
    previous: str = ""  # the edge to go back from, where there is something before
    next: str = ""


def page(scope: QuerySet[Comment], selection: Selection, *, shows_addresses: bool) -> QueuePage:
    """A page of the comments selected, with all that their cards tell about them."""
    rows = _narrowed(scope, selection, shows_addresses)
    backwards = bool(selection.before)
    ascending = selection.is_oldest_first != backwards
    edge = selection.before or selection.after
    order = _order(selection, ascending)
    if selection.is_likely_last:
        beyond = (_read(edge)[1], _beyond(edge, selection, ascending)) if edge else None
        found = ordering.likely_last(_for_cards(rows), order, PAGE_SIZE + 1, edge=beyond, backwards=backwards)
    else:
        rows = rows.filter(_beyond(edge, selection, ascending)) if edge else rows
        found = list(_for_cards(rows).order_by(*order)[: PAGE_SIZE + 1])
    more = len(found) > PAGE_SIZE
    found = found[:PAGE_SIZE]
    if backwards:
        found.reverse()
    if not found:
        return QueuePage()
    has_previous, has_next = (more, True) if backwards else (bool(edge), more)
    return QueuePage(found, _edge(found[0]) if has_previous else "", _edge(found[-1]) if has_next else "")


def selected(scope: QuerySet[Comment], selection: Selection, *, shows_addresses: bool) -> QuerySet[Comment]:
    """All comments that the pages of a selection show."""
    return _narrowed(scope, selection, shows_addresses)


def one(scope: QuerySet[Comment], comment_id: int) -> Comment | None:
    return _for_cards(scope).filter(pk=comment_id).first()


def many(scope: QuerySet[Comment], comment_ids: Iterable[int]) -> QuerySet[Comment]:
    """These comments, with all that their cards tell about them; unordered."""
    return _for_cards(scope).filter(pk__in=list(comment_ids)).order_by()


def waiting(scope: QuerySet[Comment]) -> QuerySet[Comment]:
    """What nobody has decided yet, unordered."""
    return scope.filter(status=Status.PENDING).order_by()


def proposals(scope: QuerySet[Comment]) -> QuerySet[Revision]:
    """Changes that wait of what readers already see, oldest first."""
    return Revision.objects.filter(state=Revision.State.PROPOSED, comment__in=scope.order_by()).order_by("pk")


def counts(scope: QuerySet[Comment], user: User) -> dict[str, int]:
    """How many comments each status has, and how many changes and reports wait, in one query; none is counted beyond `COUNT_LIMIT` + 1."""
    columns = [_CappedCount(scope.filter(status=status).order_by().values("pk")) for status in Status]
    columns.append(_CappedCount(proposals(scope).order_by().values("pk")))
    columns.append(_CappedCount(reports.waiting(scope).order_by().values("pk")))
    # A query needs a row to stand on: the one of whoever asks is there.
    (found,) = get_user_model().objects.filter(pk=user.pk).values_list(*columns)
    *by_status, changes, reported = found
    everything = min(sum(by_status), COUNT_LIMIT + 1)
    return {**dict(zip(Status.values, by_status, strict=True)), ALL: everything, CHANGES: changes, REPORTS: reported}


def views(counts: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """The views in the order of the work: value, words, count."""
    labels = {**dict(Status.choices), ALL: _("All")}
    return [(value, str(labels[value]), counts[value]) for value in [*Status.values, ALL]]


def said(count: int) -> str:
    return f"{COUNT_LIMIT:,}+" if count > COUNT_LIMIT else f"{count:,}"


def waiting_for(request: HttpRequest) -> int | None:
    """How many comments wait for whoever asks, counted once a request; None for who decides on nothing."""
    if not hasattr(request, _WAITING):
        theirs = scope_of(request.user)
        setattr(request, _WAITING, None if theirs is None else waiting(theirs)[: COUNT_LIMIT + 1].count())
    return getattr(request, _WAITING)


def remember_waiting(request: HttpRequest, count: int) -> None:
    setattr(request, _WAITING, count)


class _CappedCount(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) capped)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet) -> None:
        super().__init__(rows[: COUNT_LIMIT + 1])


def _narrowed(scope: QuerySet[Comment], selection: Selection, shows_addresses: bool) -> QuerySet[Comment]:
    rows = scope if selection.status == ALL else scope.filter(status=selection.status)
    if selection.post:
        rows = rows.filter(discussion=selection.post)
    if selection.article:
        rows = rows.filter(discussion__post__title__icontains=selection.article)
    if selection.person:
        rows = rows.filter(_by_person(selection.person, shows_addresses))
    if selection.text:
        rows = rows.filter(body__icontains=selection.text)
    return rows


def _by_person(person: str, shows_addresses: bool) -> Q:
    """By name or address. A whole address is found by the index; who sees no addresses finds none."""
    if not shows_addresses:
        return Q(name__icontains=person)
    if "@" in person.strip("@"):
        accounts = get_user_model().objects.filter(email__iexact=person).values("pk")
        return (Q(email__in={person, person.lower()}) & ~Q(email="")) | Q(user__in=accounts)
    return Q(name__icontains=person) | Q(email__icontains=person)


def _for_cards(rows: QuerySet[Comment]) -> QuerySet[Comment]:
    related = ("discussion__post", "discussion__defaults", "parent", "user", "spam_score", "trace")
    unread = ("discussion__post__body", "discussion__post__body_html", "parent__body", "body")
    reported = Exists(reports.waiting().filter(comment=OuterRef("pk")))
    return rows.select_related(*related).defer(*unread).annotate(is_reported=reported)


def _order(selection: Selection, ascending: bool) -> list[str]:
    sign = "" if ascending else "-"
    # By arrival where no index orders all statuses by time.
    return [f"{sign}pk"] if selection.status == ALL else [f"{sign}submitted_at", f"{sign}pk"]


def _beyond(edge: str, selection: Selection, ascending: bool) -> Q:
    moment, pk = _read(edge)
    beyond = "gt" if ascending else "lt"
    if selection.status == ALL:
        return Q(**{f"pk__{beyond}": pk})
    # The first condition is implied by the second; the index can use it.
    return Q(**{f"submitted_at__{beyond}e": moment}) & (
        Q(**{f"submitted_at__{beyond}": moment}) | Q(submitted_at=moment, **{f"pk__{beyond}": pk})
    )


def _edge(comment: Comment) -> str:
    return f"{(comment.submitted_at - _EPOCH) // timedelta(microseconds=1)}-{comment.pk}"


def _read(edge: str) -> tuple[datetime, int]:
    microseconds, pk = edge.split("-")
    return _EPOCH + timedelta(microseconds=int(microseconds)), int(pk)
