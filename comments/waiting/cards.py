"""What the page tells of each entry, gathered for all of them in a handful of questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from blog import markup
from blog.templatetags.moments import age_of
from comments.models import Awaiting, Comment, Draft, Status
from comments.panel import acts
from comments.panel.acts import Act
from comments.panel.scope import capacities

if TYPE_CHECKING:
    from accounts.models import User

CONTEXT = 3  # words of the thread before the one that is to be answered
CONTEXT_WORDS = 40  # of each: enough to know it again


@dataclass(frozen=True)
class Line:
    """A word of the thread, short."""

    comment: Comment
    is_mine: bool

    @property
    def who(self) -> str:
        return _("You") if self.is_mine else self.comment.name

    @property
    def text(self) -> str:
        return markup.excerpt(self.comment.body_html, CONTEXT_WORDS)


@dataclass
class Entry:
    """A thread, or a comment that waits for approval. `comment` is what one would answer."""

    about: int
    comment: Comment
    since: datetime
    row: Awaiting | None = None
    draft: Draft | None = None
    context: list[Line] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    next_about: int | None = None

    @property
    def draft_about(self) -> int:
        """Under which key its draft is kept: what was begun while the comment waited stays under that one."""
        return (self.draft and self.draft.about_id) or self.about

    @property
    def version(self) -> int:
        return self.draft.version if self.draft else 0

    @property
    def age(self) -> str:
        return age_of(self.since)

    @property
    def is_pending(self) -> bool:
        return self.comment.status == Status.PENDING

    @property
    def may_answer(self) -> bool:
        return acts.may_answer(self.comment)


def build(items: Sequence[Awaiting | Comment], user: User) -> list[Entry]:
    """Entries in the order of the items; a thread whose words are gone meanwhile is left out."""
    rows = _with_words([item.pk for item in items if isinstance(item, Awaiting)])
    waiting = [item.pk for item in items if isinstance(item, Comment)]
    comments = _comments([*waiting, *(pk for row in rows.values() for pk in _words_of(row))])
    found = [_entry(rows.get(item.pk) if isinstance(item, Awaiting) else item, comments, user) for item in items]
    entries = [entry for entry in found if entry]
    _add_drafts(entries, user)
    for entry, following in zip(entries, [*entries[1:], *entries[-2:-1]], strict=False):
        entry.next_about = following.about
    return entries


def one(comment: Comment, user: User) -> Entry:
    """The entry of a thread, named by its root, or of a comment that waits for approval."""
    if comment.level == 0 and comment.status != Status.PENDING:
        row = Awaiting.objects.filter(root=comment, user=user).first()
        last = _last_word(comment)
        entry = (
            _answerable(_comments([last])[last], user, about=comment.pk, since=row.since if row else None)
            if last
            else None
        )
        if entry:
            entry.row = row
            _add_drafts([entry], user)
            return entry
    entry = _answerable(_comments([comment.pk])[comment.pk], user)
    _add_drafts([entry], user)
    return entry


def _with_words(keys: list[int]) -> dict[int, Awaiting]:
    """The rows of threads, each with the keys of its last words."""
    words = Comment.objects.shown().filter(tree_id=OuterRef("root__tree_id"), shown_at__isnull=False)
    last = words.order_by("-shown_at", "-pk").values("pk")
    columns = {f"word_{place}": Subquery(last[place : place + 1]) for place in range(CONTEXT + 1)}
    return Awaiting.objects.annotate(**columns).in_bulk(keys)


def _words_of(row: Awaiting) -> list[int]:
    """The last word first."""
    found = (getattr(row, f"word_{place}") for place in range(CONTEXT + 1))
    return [pk for pk in found if pk]


def _last_word(root: Comment) -> int | None:
    """The last visible word of a reader: what an answer would answer."""
    words = Comment.objects.shown().filter(tree_id=root.tree_id, role="").order_by("-shown_at", "-pk")
    return words.values_list("pk", flat=True).first()


def _comments(keys: Iterable[int]) -> dict[int, Comment]:
    rows: QuerySet[Comment] = Comment.objects.select_related("discussion__post", "discussion__defaults", "user")
    unread = ("discussion__post__body", "discussion__post__body_html", "body")
    found = {comment.pk: comment for comment in rows.defer(*unread).filter(pk__in=list(keys)).order_by()}
    missing = {comment.parent_id for comment in found.values() if comment.parent_id} - found.keys()
    parents = found | Comment.objects.defer("body").in_bulk(missing)
    for comment in found.values():
        comment.parent = parents.get(comment.parent_id) if comment.parent_id else None
    return found


def _entry(item: Awaiting | Comment | None, comments: dict[int, Comment], user: User) -> Entry | None:
    if isinstance(item, Comment):
        return _answerable(comments[item.pk], user) if item.pk in comments else None
    words = [comments[pk] for pk in _words_of(item) if pk in comments] if item else []
    if item is None or not words:
        return None
    entry = _answerable(words[0], user, about=item.root_id, since=item.since)
    entry.row = item
    before = words[:0:-1]
    known = {comment.pk for comment in before}
    entry.context = [*(line for line in entry.context if line.comment.pk not in known), *_lines(before, user)]
    return entry


def _answerable(comment: Comment, user: User, *, about: int | None = None, since: datetime | None = None) -> Entry:
    entry = Entry(about or comment.pk, comment, since or comment.submitted_at)
    if comment.parent and comment.parent.is_shown:
        entry.context = _lines([comment.parent], user)
    if entry.is_pending:
        entry.acts = acts.usual(comment.status, capacities(user, comment.discussion))[0]
    return entry


def _lines(comments: Iterable[Comment], user: User) -> list[Line]:
    return [Line(comment, comment.user_id == user.pk) for comment in comments]


def _add_drafts(entries: Sequence[Entry], user: User) -> None:
    keys = {key for entry in entries for key in (entry.about, entry.comment.pk)}
    found = {draft.about_id: draft for draft in Draft.objects.filter(user=user, about__in=keys)}
    for entry in entries:
        entry.draft = found.get(entry.comment.pk) or found.get(entry.about)
