"""Rows of a page as HTML, without asking the template anew for each of them.

A page of a discussion has a hundred rows and a dozen shapes of row. What the template is given of a
row is its `Shape`, on which it may decide, and its values, which it may print and nothing else. So it
is rendered once for each shape and kept in pieces (`blog.pieces`), and nothing of any row is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.template import Context, Template
from django.utils import dateformat, formats, timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from blog import markup, surroundings
from blog.pieces import Pieces, Value, Values, cut
from blog.surroundings import Surroundings

from . import helpful
from .rows import Row

TEMPLATE = "comments/_row.html"
SHAPES = 1024  # kept, of 2 KB each; a site in one language has a hundred or two
MOMENTS = 4096  # kept as words


class Shape(NamedTuple):
    """What the template may decide on, beside whether a value is there at all."""

    opens: bool
    closes: int
    is_gone: bool
    is_held: bool
    status: str
    kind: str
    role: str
    is_unnumbered: bool
    is_alone: bool
    is_new: bool
    is_edited: bool
    is_redacted: bool
    is_closed: bool  # the root of a thread that takes no more replies
    is_pinned: bool
    is_folded: bool
    minutes: int  # of what is folded: languages count in more ways than one and many
    more: int
    is_marked: bool | None
    answers_a_tombstone: bool
    is_for_staff: bool
    is_private: bool

    @property
    def ends(self) -> range:
        return range(max(self.closes, 0))


class Printer:
    """Prints the rows of one page. `staff_acts` gives the form with which staff decide on a row, for their eyes only."""

    def __init__(
        self,
        template: Template,
        *,
        reply_url: str = "",
        canonical: str = "",
        staff_acts: Callable[[Row], SafeString] | None = None,
        is_private: bool = False,
    ) -> None:
        self.template = template
        self.common: dict[str, Value] = {"canonical": canonical, **({"reply_url": reply_url} if reply_url else {})}
        self.staff_acts = staff_acts
        self.is_private = is_private
        self.around = surroundings.current()
        self.zone = timezone.get_current_timezone()
        self.date_format = formats.get_format("DATETIME_FORMAT", self.around.language)
        self.label = cache(helpful.label)

    def page(self, rows: Iterable[Row]) -> SafeString:
        return markup.trusted("".join(map(self.row, rows)))

    def row(self, row: Row) -> str:
        values = self.values(row)
        return _pieces(self.template, self.around, self.shape(row), tuple(values)).filled(values)

    def shape(self, row: Row) -> Shape:
        is_folded = row.is_folded
        return Shape(
            row.opens,
            row.closes,
            row.is_gone,
            row.is_held,
            row.status,
            row.kind,
            row.role,
            row.is_unnumbered,
            row.is_alone,
            row.is_new,
            row.edited_at is not None,
            row.redacted_at is not None,
            row.closed_at is not None and not row.level,
            row.is_pinned,
            is_folded,
            row.minutes_to_read if is_folded else 0,
            row.more,
            row.is_marked,
            row.answers is not None and row.answers.is_gone,
            self.staff_acts is not None,
            self.is_private,
        )

    def values(self, row: Row) -> dict[str, Value]:
        """What there is to print of a row; an optional value that is missing is not in it."""
        values: dict[str, Value] = {"pk": row.pk, **self.common}
        if row.is_shut and not self.staff_acts:
            values.pop("reply_url", None)
        if row.number:
            values["number"] = row.number
        if row.more:
            values["thread"] = row.thread
        if not row.is_gone:
            self._words(row, values)
        return values

    def _words(self, row: Row, values: dict[str, Value]) -> None:
        values["name"] = row.name
        values["body"] = markup.trusted(row.body_html)
        values["sent"], values["sent_iso"] = _moment(
            row.submitted_at, self.zone, self.date_format, self.around.language
        )
        values["helpful"] = self.label(row.helpful_count, row.is_marked)
        if row.website:
            values["website"] = row.website
        if row.is_counted and row.came_later:
            values["came"] = int(row.came_at.timestamp())
        if row.next_new:
            values["next_new"] = row.next_new
        if row.answers:
            values |= {"answers": row.answers.pk, "answers_name": row.answers.name}
        if row.is_folded:
            values |= {"teaser": row.teaser, "words": formats.localize(row.word_count)}
        if row.receipt:
            values["receipt"] = row.receipt
        if row.help_card:
            values["help_card"] = row.help_card
        if not row.is_awake and row.rests_until:
            values["resting_until"] = date_format(timezone.localtime(row.rests_until), "TIME_FORMAT")
        elif self.staff_acts:
            values["staff_acts"] = self.staff_acts(row)


def render(template: Template, shape: Shape, values: Values) -> str:
    """A row by the template itself."""
    known = SimpleNamespace(**shape._asdict(), ends=shape.ends, **values)
    return template.render(Context({"row": known}))


@lru_cache(maxsize=SHAPES)
def _pieces(template: Template, _around: Surroundings, shape: Shape, present: tuple[str, ...]) -> Pieces:
    return cut(present, lambda marks: render(template, shape, marks))


@lru_cache(maxsize=MOMENTS)
def _moment(moment: datetime, zone: ZoneInfo, date_format: str, _language: str) -> tuple[str, str]:
    """In words and in ISO 8601, as the `date` and `iso` filters print it."""
    local = moment.astimezone(zone)
    return dateformat.format(local, date_format), local.isoformat(timespec="seconds")
