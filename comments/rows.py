"""Comments as a page shows them: what is known of each, and how the lists of replies open and close.

The loop that prints rows is flat. A thread of any depth costs no recursion, and a page may begin
in the middle of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import MISSING, dataclass, field, fields
from datetime import timedelta
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

from django.utils import timezone

from blog import markup

from .models import Status

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.safestring import SafeString

FOLDED_FROM = 600  # words; two minutes that not everyone wants to scroll through
TEASER = 30  # words of it that stand before the fold


@dataclass(slots=True)
class Row:
    """A comment as one page shows it: no address, no network, nothing that is nobody's business."""

    pk: int
    parent_id: int | None
    tree_id: int
    lft: int
    rght: int
    level: int
    status: str
    kind: str
    name: str
    website: str
    role: str
    user_id: int | None
    body_html: str
    submitted_at: datetime
    rests_until: datetime | None
    shown_at: datetime | None
    edited_at: datetime | None
    redacted_at: datetime | None
    closed_at: datetime | None
    word_count: int
    helpful_count: int
    is_gone: bool = False
    is_unnumbered: bool = False  # a root that only this viewer sees, or a reply that stands alone
    is_alone: bool = False  # stands without its thread: what it answers is elsewhere
    is_shut: bool = False  # its thread takes no more replies
    is_pinned: bool = False  # a root that stands first
    is_marked: bool | None = None  # as helpful by the viewer; None: not known
    is_new: bool = False  # to who asks what is new since a moment
    next_new: int = 0
    number: int = 0  # of a root that does not stand in its own order
    depth: int = 0  # how far it is indented; `level` counts on below the deepest indentation
    opens: bool = False  # begins a list of replies
    closes: int = -1  # lists of replies that end behind it; -1: its own replies follow
    answers: Row | None = None  # named where the indentation does not show it
    more: int = 0  # shown comments of its thread that this page has no room for
    help_card: SafeString | None = None  # for the viewer, who wrote one of the owner's words
    receipt: str = ""  # the private address of a comment that is the viewer's own
    thread: int = 0  # with `more`: the root of that thread

    @property
    def is_held(self) -> bool:
        return self.status == Status.PENDING and not self.is_gone

    @property
    def is_awake(self) -> bool:
        return self.rests_until is None or self.rests_until <= timezone.now()

    @property
    def is_counted(self) -> bool:
        return self.status == Status.APPROVED and not self.is_gone

    @property
    def came_at(self) -> datetime:
        """When readers could first see it: a held comment is older than it is new."""
        return self.shown_at or self.submitted_at

    @property
    def came_later(self) -> bool:
        return self.came_at - self.submitted_at >= timedelta(seconds=1)

    @property
    def is_folded(self) -> bool:
        """Long, and by a reader: what the author or a moderator answers is never put away."""
        return self.word_count > FOLDED_FROM and not self.role

    @property
    def teaser(self) -> str:
        return markup.excerpt(self.body_html, TEASER)

    @property
    def minutes_to_read(self) -> int:
        return markup.reading_minutes(self.word_count)

    @property
    def ends(self) -> range:
        return range(max(self.closes, 0))

    @property
    def has_replies(self) -> bool:
        return self.closes < 0


COLUMNS = [column.name for column in fields(Row) if column.default is MISSING]  # what a row is read from


@dataclass
class Page:
    """One page of a discussion: rows in reading order, and where it stands among the pages."""

    rows: list[Row] = field(default_factory=list)
    number: int = 1
    pages: int = 1
    first: int = 1  # the number of its first root
    last: int = 0
    roots: int = 0
    order: str = ""  # "" is the discussion's own, oldest first

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None

    @property
    def around(self) -> list[int | None]:
        """Numbers of the pages to link to: the ends and the neighbours; None where some are left out."""
        near = sorted({1, self.pages, *range(max(1, self.number - 2), min(self.pages, self.number + 2) + 1)})
        gaps = {after for before, after in pairwise(near) if after > before + 1}
        return [step for number in near for step in ([None, number] if number in gaps else [number])]


def nest(rows: Sequence[Row], display_depth: int) -> None:
    """Tell rows in tree order how their lists open and close, and which of them must name what they answer."""
    deepest = max(1, display_depth) - 1
    by_pk = {row.pk: row for row in rows}
    last_at: dict[int, Row] = {}
    for row, following in zip_longest(rows, rows[1:]):
        row.depth = min(row.level, deepest)
        depth_after = min(following.level, deepest) if following else 0
        row.closes = row.depth - depth_after if depth_after <= row.depth else -1
        if following:
            following.opens = depth_after > row.depth
        parent = by_pk.get(row.parent_id or 0)
        if parent and (parent.is_gone or last_at.get(row.depth - 1) is not parent):
            row.answers = parent
        last_at[row.depth] = row
