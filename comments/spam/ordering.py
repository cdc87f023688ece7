"""An order of the queue: what is most likely advertising comes last, and otherwise as ever.

Two lists, one after the other, each walked along the index that the queue is walked along anyway: the database sorts
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from comments.models import Comment
from comments.models.spam import Label, SpamScore

from . import filing

LIKELY = Q(score__gte=filing.LIKELY_FROM) | Q(akismet=Label.SPAM)


def likely_last(
    rows: QuerySet[Comment],
    order: Sequence[str],
    most: int,
    *,
    edge: tuple[int, Q] | None = None,
    backwards: bool = False,
) -> list[Comment]:
    """At most so many, from the beginning or beyond an edge: the key of a comment, and what lies beyond it in `order`.

    `backwards`: towards the beginning, `order` being the other way round as well.
    """
    said = Exists(SpamScore.objects.filter(LIKELY, comment=OuterRef("pk")))
    lists = [(False, rows.filter(~said)), (True, rows.filter(said))]
    begun = edge is None
    found: list[Comment] = []
    for is_likely, part in reversed(lists) if backwards else lists:
        wanted = part
        if edge and not begun:
            if is_likely != _is_likely(edge[0]):
                continue
            begun, wanted = True, part.filter(edge[1])
        found += wanted.order_by(*order)[: most - len(found)]
        if len(found) >= most:
            break
    return found


def _is_likely(comment_id: int) -> bool:
    return SpamScore.objects.filter(LIKELY, comment=comment_id).exists()
