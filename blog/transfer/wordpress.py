"""Moves a WordPress export in: one survey, one transaction, one report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils.translation import gettext as _

from blog.transfer import wxr
from blog.transfer.memory import Kind, Memory
from blog.transfer.models import Imported
from blog.transfer.reconciliation import reconcile
from blog.transfer.records import Item
from blog.transfer.report import Report
from blog.transfer.wordpress_comments import Comments
from blog.transfer.wordpress_media import Media
from blog.transfer.wordpress_people import People
from blog.transfer.wordpress_posts import Posts
from blog.transfer.wordpress_survey import KINDS, Survey, survey
from blog.transfer.wordpress_tags import SAYS_NOTHING, TAXONOMIES, Tags
from comments.models import Comment, Discussion

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Wish:
    """What to move in. `media` is a copy of `wp-content/uploads`; a rehearsal stores nothing."""

    path: Path
    media: Path | None = None
    is_rehearsal: bool = False


def import_export(wish: Wish, progress: Progress = lambda done, total: None) -> Report:
    """Raises WxrError and OSError; then, and after a rehearsal, nothing is stored. Sends no mail."""
    found = survey(wish.path)
    report = Report(source=found.source, is_rehearsal=wish.is_rehearsal, left_out=found.left_out)
    memory = Memory(found.source)
    media = Media(wish.media, memory, report, wish.is_rehearsal)
    try:
        with transaction.atomic():
            _Import(found, memory, report, media).run(wish.path, progress)
            transaction.set_rollback(wish.is_rehearsal)
    except BaseException:
        media.forget()
        raise
    return report


class _Import:
    def __init__(self, found: Survey, memory: Memory, report: Report, media: Media) -> None:
        self._survey = found
        self._memory = memory
        self._report = report
        self._people = People(memory, report)
        self._tags = Tags(memory, report)
        self._posts = Posts(found, memory, report, self._people, self._tags, media)
        self._comments = Comments(found, report, self._people)
        self._announced: Counter[int] = Counter()

    def run(self, path: Path, progress: Progress) -> None:
        self._announce()
        self._lock_earlier()
        for author in self._survey.authors:
            self._people.add(author)
        for term in self._survey.terms:
            self._tags.add(term)
        done, total = 0, sum(self._survey.announced.values())
        for record in wxr.read(path):
            if isinstance(record, Item) and record.type in KINDS:
                done += 1 + len(record.comments)
                self._add(record)
                progress(done, total)
        self._posts.write_addresses()
        self._memory.write()
        _advance_numbers()
        reconcile(self._report, self._memory, self._announced)

    def _announce(self) -> None:
        for name in ("articles", "pages", "comments", "mentions", "authors", "tags"):
            self._report.kind(name).announced = self._survey.announced[name]
        self._report.kind("authors").announced = len(self._survey.authors)
        terms = [term for term in self._survey.terms if term.taxonomy in TAXONOMIES]
        self._report.kind("tags").announced = sum(term.slug.casefold() != SAYS_NOTHING for term in terms)
        for note in self._survey.notes:
            self._report.odd("file", note.line, note.text)

    def _lock_earlier(self) -> None:
        """In order of key, as everybody takes them, so that nobody waits for us in a circle."""
        known = Imported.objects.filter(source=self._survey.source, kind=Kind.POST).values("object_id")
        rows = Discussion.objects.filter(pk__in=known).order_by("pk")
        list(rows.select_for_update(no_key=True).values_list("pk"))

    def _add(self, item: Item) -> None:
        post = self._posts.add(item)
        if post is None:
            if item.comments:
                self._report.left_out[_("comments below articles that are not here")] += len(item.comments)
            return
        self._announced[post.pk] += len(item.comments)
        self._comments.add(item, post, is_new=post.pk in self._posts.made)


def _advance_numbers() -> None:
    """PostgreSQL counts on from where it was, unaware of numbers that came from outside."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Comment]):
            cursor.execute(statement)
