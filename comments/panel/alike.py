"""What is alike and waits: told on each card, looked at together, and folded away behind the first few.

All of it is found by the index of what is alike; no page counts beyond a limit or reads beyond one.
"""

from __future__ import annotations

from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Subquery

from comments.models import Comment, Status

SHOWN = 3  # of a group: enough to judge it by
_WAITING = Q(status=Status.PENDING) & ~Q(likeness="")  # said in full, or SQLite would not take the index


class CappedCount(Subquery):
    """How many rows there are, or one more than the limit."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) capped)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet, limit: int) -> None:
        super().__init__(rows[: limit + 1])


def like(comment_id: int) -> Q:
    """What is alike one comment, itself included."""
    its = Comment.objects.filter(pk=comment_id).values("likeness")[:1]
    return Q(likeness=Subquery(its)) & ~Q(likeness="")


def counted(rows: QuerySet[Comment], scope: QuerySet[Comment], limit: int) -> QuerySet[Comment]:
    """With `alike`: how many that wait are like it, itself included."""
    same = scope.filter(_WAITING, likeness=OuterRef("likeness")).order_by().values("pk")
    return rows.annotate(alike=CappedCount(same, limit))


def folded(comment: Comment) -> int:
    """How many stand behind the first few like this one, as counted with the row."""
    return max(getattr(comment, "alike", 0) - SHOWN, 0)


def first_few(rows: QuerySet[Comment], scope: QuerySet[Comment]) -> QuerySet[Comment]:
    """Of what waits: without those of a group of which `SHOWN` have waited longer."""
    older = Q(submitted_at__lt=OuterRef("submitted_at")) | Q(
        submitted_at=OuterRef("submitted_at"), pk__lt=OuterRef("pk")
    )
    # The first condition is implied by the second; the index can use it.
    before = scope.filter(_WAITING, older, likeness=OuterRef("likeness"), submitted_at__lte=OuterRef("submitted_at"))
    return rows.filter(~Exists(before.order_by().values("pk")[SHOWN - 1 : SHOWN]))
