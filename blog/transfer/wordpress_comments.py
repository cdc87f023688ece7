"""Comments of an export: what each becomes, under which number, and where in its thread.

The old number stays the primary key where it is free, so that `#comment-<number>` lands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from blog import markup
from blog.posts.models import Post
from blog.transfer.records import Comment as Record
from blog.transfer.records import Item
from blog.transfer.report import Report
from blog.transfer.threads import Why, settle
from blog.transfer.wordpress_numbers import MADE_UP, Numbers, made_up
from blog.transfer.wordpress_people import People
from blog.transfer.wordpress_survey import MENTIONS, Survey
from blog.transfer.wordpress_values import email_text, moment, name_text, title_text, website_text
from comments import tree
from comments.models import MAX_DEPTH, Comment, Discussion, Status

STATUSES = {
    "1": Status.APPROVED,
    "approve": Status.APPROVED,
    "approved": Status.APPROVED,
    "0": Status.PENDING,
    "hold": Status.PENDING,
    "spam": Status.SPAM,
    "trash": Status.REMOVED,
    "post-trashed": Status.REMOVED,
}
PLAIN_TYPES = {"", "comment"}


@dataclass(frozen=True)
class Stored:
    pk: int
    level: int
    parent: int | None  # the source number of its parent, None for none
    is_mention: bool


class Comments:
    def __init__(self, survey: Survey, report: Report, people: People) -> None:
        self._survey = survey
        self._report = report
        self._people = people
        self._source = survey.source
        self._numbers = Numbers(survey.highest_comment, report)
        self._seen: set[int] = set()
        self._began = timezone.now()

    def add(self, item: Item, post: Post, is_new: bool) -> None:
        """Stores what is new below this article. A discussion that was closed there is closed here, once."""
        records = self._numbered(item, post)
        is_closed = is_new and item.comment_status == "closed"
        if not records and not is_closed:
            return
        discussion = tree.lock(post.pk)
        if is_closed:
            discussion.access = Discussion.Access.CLOSED
            discussion.save(update_fields=["access"])
        stored = {} if is_new else self._stored(post)
        for number in stored.keys() & records.keys():
            del records[number]
        for record in records.values():
            self._report.kind(_kind_label(record)).added += 1
        if records:
            tree.load(discussion, self._built(records, stored, post), finish=_rendering())

    def _numbered(self, item: Item, post: Post) -> dict[int, Record]:
        """Each comment under its number at the source; a number that comes twice, or none, gets one made up.

        They are taken off the item: a hundred thousand of them need no second place in memory.
        """
        records: dict[int, Record] = {}
        for record in _taken_off(item.comments):
            self._report.kind(_kind_label(record)).read += 1
            number = record.id or 0
            if not 0 < number < MADE_UP or number in self._seen:
                if number in records and _is_same(records[number], record):
                    self._odd("twice", record, post, _("stands in the file twice: one is kept"))
                    continue
                own = made_up(record, item)
                said = _("has no number of its own") if not number else _("has a number that another one has too")
                self._odd("number", record, post, said)
                number = own
            self._seen.add(number)
            records[number] = record
        return records

    def _built(self, fresh: dict[int, Record], stored: dict[int, Stored], post: Post) -> list[Comment]:
        wanted = {number: self._parent(number, fresh, stored, post) for number in fresh}
        levels = {number: known.level for number, known in stored.items()}
        above = {number: known.parent for number, known in stored.items()}
        settled = settle(wanted, levels, above, MAX_DEPTH)
        for number, why in settled.moved.items():
            self._odd(f"parent_{why}", fresh[number], post, _said(why, fresh[number]))
        keys = {number: known.pk for number, known in stored.items()} | self._numbers.keys(fresh)
        built = [self._comment(number, fresh.pop(number), post) for number in list(fresh)]
        for comment, number in zip(built, wanted, strict=True):
            parent = settled.parents[number]
            comment.pk = keys[number]
            comment.parent_id = None if parent is None else keys[parent]
        built.sort(key=lambda comment: (comment.submitted_at, comment.source_id))
        return built

    def _parent(self, number: int, fresh: dict[int, Record], stored: dict[int, Stored], post: Post) -> int | None:
        record = fresh[number]
        parent = record.parent
        if not parent or _is_mention(record):
            return None
        why = None
        if parent == record.id:
            why = Why.SELF
        elif parent in fresh:
            why = Why.MENTION if _is_mention(fresh[parent]) else None
        elif parent in stored:
            why = Why.MENTION if stored[parent].is_mention else None
        else:
            why = Why.FOREIGN if parent in self._survey.comment_ids else Why.MISSING
        if why is None:
            return parent
        self._odd(f"parent_{why}", record, post, _said(why, record))
        return None

    def _comment(self, number: int, record: Record, post: Post) -> Comment:
        body = markup.clean_text(record.content)
        name = name_text(record.author)
        user = self._people.by_number(record.user_id) if record.user_id else None
        status = self._status(record, post)
        return _comment(
            source_id=number,
            source=self._source,
            kind=Comment.Kind.MENTION if _is_mention(record) else Comment.Kind.COMMENT,
            status=status,
            announced_at=self._began if status == Status.PENDING else None,  # no mail about what waited elsewhere
            user_id=user,
            role=Comment.Role.AUTHOR if user is not None and user == post.author_id else Comment.Role.READER,
            name=name or self._unnamed(record, post),
            email=self._checked(email_text(record.email), "email", record, post),
            website=self._checked(website_text(record.url), "website", record, post),
            body=body,
            body_markup=Comment.Markup.WORDPRESS,
            markup_version=markup.VERSION,
            submitted_at=self._date(record, post),
        )

    def _status(self, record: Record, post: Post) -> str:
        if record.type not in PLAIN_TYPES and record.type not in MENTIONS:
            self._odd("type", record, post, _("is of the type “%s”: a comment now") % record.type)
        if record.approved not in STATUSES:
            self._odd("status", record, post, _("has the unknown status “%s”: it waits") % record.approved)
        return STATUSES.get(record.approved, Status.PENDING)

    def _date(self, record: Record, post: Post) -> datetime:
        at = moment(record.date_gmt, record.date, self._survey.offset)
        if at is None:
            self._odd("no_date", record, post, _("has no date: it gets that of the article"))
            at = (post.published_at or post.created_at).astimezone(UTC)
        return at

    def _unnamed(self, record: Record, post: Post) -> str:
        self._odd("no_name", record, post, _("has no name"))
        return str(_("Anonymous"))

    def _checked(self, value: str | None, field: str, record: Record, post: Post) -> str:
        if value is None:
            said = _("names an e-mail address that is none") if field == "email" else _("names a website that is none")
            self._odd(f"bad_{field}", record, post, said)
        return value or ""

    def _stored(self, post: Post) -> dict[int, Stored]:
        rows = Comment.objects.filter(discussion_id=post.pk, source=self._source).values_list(
            "source_id", "pk", "level", "parent_id", "kind"
        )
        found = list(rows)
        numbers = {pk: number for number, pk, _level, _parent, _kind in found}
        return {
            number: Stored(pk, level, numbers.get(parent), kind == Comment.Kind.MENTION)
            for number, pk, level, parent, kind in found
        }

    def _odd(self, code: str, record: Record, post: Post, text: str) -> None:
        place = _("comment %(number)s below “%(title)s”") % {
            "number": record.id or "?",
            "title": title_text(post.title, 60),
        }
        self._report.odd(code, record.line, f"{place} {text}")


_FIELDS = {field.attname: field.get_default() for field in Comment._meta.concrete_fields}


def _comment(**values: Any) -> Comment:
    """`Comment(**values)` in half the time: Django is quick when every field comes, in order."""
    return Comment(*{**_FIELDS, **values}.values())


def _rendering() -> Callable[[Comment], Comment]:
    """Renders one comment after the other: the HTML of a whole discussion is never in memory at once."""
    stored: list[Comment] = []

    def render(comment: Comment) -> Comment:
        if stored:
            stored.pop().body_html = ""
        comment.body_html = markup.comment_html(comment.body, comment.body_markup)
        stored.append(comment)
        return comment

    return render


def _taken_off(records: list[Record]) -> Iterator[Record]:
    records.reverse()
    while records:
        yield records.pop()


def _is_mention(record: Record) -> bool:
    return record.type in MENTIONS


def _kind_label(record: Record) -> str:
    return "mentions" if _is_mention(record) else "comments"


def _is_same(one: Record, other: Record) -> bool:
    return (one.author, one.content, one.date_gmt, one.parent) == (
        other.author,
        other.content,
        other.date_gmt,
        other.parent,
    )


def _said(why: Why, record: Record) -> str:
    texts = {
        Why.SELF: _("answers itself: it begins a thread now"),
        Why.CIRCLE: _("answers one that answers it: it begins a thread now"),
        Why.MISSING: _("answers %(parent)d, which the file does not hold: it begins a thread now"),
        Why.FOREIGN: _("answers %(parent)d below another article: it begins a thread now"),
        Why.MENTION: _("answers the mention %(parent)d: it begins a thread now"),
        Why.DEEP: _("is deeper than %(cap)d levels: it hangs at the last of them"),
    }
    return texts[why] % {"parent": record.parent, "cap": MAX_DEPTH}
