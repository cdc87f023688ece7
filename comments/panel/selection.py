"""One view of the queue, narrowed: its address, and the comments it stands for.

Acts on everything that matches take `rows()`; pages of it are cut by `queue.page()`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone

from blog.posts.models import Post
from comments import reports
from comments.models import Comment, Status
from comments.panel import alike
from comments.panel.narrowing import ALL, LIKELY_LAST, REPORTED, Filter

MOST_REPORTED = 5000  # reports; answering brings up the next
_NARROWING = ("post", "like", "q", "text", "person", "article", "tag", "rule", "link", "older", "newer")


@dataclass(frozen=True)
class Selection:
    """One view of the queue. `as_query()` is its address."""

    status: str = Status.PENDING
    post: int | None = None
    like: int | None = None
    q: str = ""
    text: str = ""
    person: str = ""
    article: str = ""
    tag: str = ""
    rule: str = ""
    link: str = ""
    older: int | None = None
    newer: int | None = None
    sort: str = ""
    after: str = ""
    before: str = ""

    @classmethod
    def of(cls, data: Mapping[str, str]) -> Selection:
        return cls(**Filter(data).values)

    @property
    def is_narrowed(self) -> bool:
        return any(getattr(self, name) for name in _NARROWING)

    @property
    def is_narrowed_by_more(self) -> bool:
        """By what is folded away below the search."""
        return any(getattr(self, name) for name in _NARROWING if name not in {"q", "post", "like"})

    @property
    def is_oldest_first(self) -> bool:
        """Who has waited longest comes first; of what is decided, what came last."""
        return self.status in {Status.PENDING, REPORTED}

    @property
    def is_likely_last(self) -> bool:
        """Of what is decided already nothing has to be put off."""
        return self.sort == LIKELY_LAST and self.status == Status.PENDING

    @property
    def folds(self) -> bool:
        """Is all of what waits shown as it came? Then what is alike stands behind the first few."""
        return self.status == Status.PENDING and not (self.is_narrowed or self.sort)

    @property
    def is_by_time(self) -> bool:
        """By the time it was sent, where an index has that order; else by arrival."""
        return bool(self.post) or self.status not in {ALL, REPORTED}

    @property
    def looks_through(self) -> bool:
        """Can a match be told only by reading comment after comment?"""
        if self.status == REPORTED:  # the reports that wait lead to all of them
            return False
        by_name = self.person and not is_address(self.person)
        by_age = (self.older or self.newer) and not self.is_by_time
        by_likeness = self.like and self.status != Status.PENDING
        return bool(
            by_likeness
            or self.q
            or self.text
            or by_name
            or self.article
            or self.tag
            or self.rule
            or self.link
            or by_age
        )

    def rows(self, scope: QuerySet[Comment], *, shows_addresses: bool = False) -> QuerySet[Comment]:
        """Every comment of `scope` that matches, unordered. Who sees no addresses finds none by one."""
        found = self.in_view(scope)
        for name, condition in _CONDITIONS.items():
            if value := getattr(self, name):
                found = found.filter(condition(value, shows_addresses))
        return found

    def count(self, scope: QuerySet[Comment], *, shows_addresses: bool = False) -> int:
        """How many match, to the last one: it may read every comment of the view."""
        return self.rows(scope, shows_addresses=shows_addresses).count()

    def in_view(self, scope: QuerySet[Comment]) -> QuerySet[Comment]:
        """The view without what narrows it, unordered."""
        if self.status == ALL:
            return scope.order_by()
        if self.status == REPORTED:
            # Their keys, read first: PostgreSQL would walk all comments to meet the few that were reported.
            found = reports.waiting().order_by("pk").values_list("comment", flat=True)
            return scope.filter(pk__in=set(found[:MOST_REPORTED])).order_by()
        return scope.filter(status=self.status).order_by()

    def as_query(self, **changes: object) -> str:
        """The query string of this view, or of one that differs in `changes`; pages are left behind unless named."""
        values = (
            {name: getattr(self, name) for name in ("status", *_NARROWING, "sort")}
            | {"after": "", "before": ""}
            | changes
        )
        if values["status"] == Status.PENDING:
            values["status"] = ""
        query = urlencode({name: value for name, value in values.items() if value})
        return f"?{query}" if query else "?"


def is_address(person: str) -> bool:
    """A whole e-mail address, which an index finds."""
    return "@" in person.strip("@")


def _by_person(person: str, shows_addresses: bool) -> Q:
    """By name or address. A whole address is found by the index; who sees no addresses finds none."""
    if not shows_addresses:
        return _contains("name", person)
    if is_address(person):
        # Asked for at once: PostgreSQL joins two indexes for keys that it is told, and reads all for those that it must ask for.
        accounts = list(get_user_model().objects.filter(email__iexact=person).values_list("pk", flat=True))
        return (Q(email__in={person, person.lower()}) & ~Q(email="")) | Q(user__in=accounts)
    return _contains("name", person) | Q(email__icontains=person) | _by_account(person)


def _by_account(address: str) -> Q:
    return Q(user__in=get_user_model().objects.filter(email__icontains=address).values("pk"))


def _anywhere(words: str, shows_addresses: bool) -> Q:
    found = _contains("body", words) | _contains("name", words) | Q(website__icontains=words)
    return found | Q(email__icontains=words) | _by_account(words) if shows_addresses else found


def _contains(field: str, words: str) -> Q:
    """Whatever the case. SQLite knows only that of a to z, so the other letters are tried in each."""
    tried = {words} if words.isascii() else {words, words.lower(), words.upper(), words.capitalize()}
    found = Q()
    for form in sorted(tried):
        found |= Q(**{f"{field}__icontains": form})
    return found


def _below(posts: QuerySet[Post]) -> Q:
    # A subquery, not a join: so the database may walk an index of the comments and stop after a page.
    return Q(discussion__in=posts.order_by().values("pk"))


def _with_link(answer: str, _shows: bool) -> Q:
    return Q(body_html__contains="<a ") if answer == "yes" else ~Q(body_html__contains="<a ")


def _days_ago(days: int) -> Any:
    return timezone.now() - timedelta(days=days)


_CONDITIONS: dict[str, Callable[[Any, bool], Q]] = {
    "post": lambda pk, _shows: Q(discussion=pk),
    "like": lambda pk, _shows: alike.like(pk),
    "q": _anywhere,
    "text": lambda words, _shows: _contains("body", words),
    "person": _by_person,
    "article": lambda title, _shows: _below(Post.objects.filter(_contains("title", title))),
    "tag": lambda slug, _shows: _below(Post.objects.filter(tags__slug=slug)),
    "rule": lambda rule, _shows: Q(held_for=rule),
    "link": _with_link,
    "older": lambda days, _shows: Q(submitted_at__lt=_days_ago(days)),
    "newer": lambda days, _shows: Q(submitted_at__gte=_days_ago(days)),
}
