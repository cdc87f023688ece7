"""One comment with all that was decided about it, and what stands around it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from blog import markup
from comments.models import Comment, Event, Status
from comments.panel.cards import who_acted

NEIGHBOURS = 50  # replies listed, and comments above: more than that is read on the page itself
WORDS = 40


@dataclass
class Neighbour:
    """A comment above or below, short."""

    comment: Comment

    @property
    def text(self) -> str:
        return markup.excerpt(self.comment.body_html, WORDS)

    @property
    def status_label(self) -> str:
        return "" if self.comment.status == Status.APPROVED else str(Status(self.comment.status).label)


@dataclass
class Line:
    """An event as a sentence."""

    event: Event
    is_undone: bool

    @property
    def sentence(self) -> str:
        words = {"from": self.from_label, "to": Status(self.event.to_status).label}
        if self.event.undoes_id:
            return _("took a decision back: %(to)s again") % words
        return _("%(from)s → %(to)s") % words if self.from_label else str(words["to"])

    @property
    def from_label(self) -> str:
        return str(Status(self.event.from_status).label) if self.event.from_status else ""

    @property
    def who(self) -> str:
        return who_acted(self.event)


def lines(comment: Comment) -> list[Line]:
    """What was decided, the first decision first."""
    undone = Event.objects.filter(undoes=OuterRef("pk"))
    events = comment.events.select_related("actor").annotate(is_undone=Exists(undone)).order_by("pk")
    return [Line(event, event.is_undone) for event in events]


def above(comment: Comment) -> list[Neighbour]:
    """What it answers, from the beginning of the thread down."""
    rows = _of_tree(comment).filter(lft__lt=comment.lft, rght__gt=comment.rght).order_by("-lft")
    return [Neighbour(row) for row in rows[:NEIGHBOURS]][::-1]


def below(comment: Comment) -> list[Neighbour]:
    """What answers it directly."""
    replies = _of_tree(comment).filter(parent=comment).order_by("lft")
    return [Neighbour(row) for row in replies[:NEIGHBOURS]]


def size_of(event: Event) -> int:
    """How many comments the same click decided."""
    return Event.objects.filter(act=event.act).count()


def _of_tree(comment: Comment) -> QuerySet[Comment]:
    return Comment.objects.awake().filter(tree_id=comment.tree_id).defer("body")
