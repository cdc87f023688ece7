"""What can be corrected about a comment beside deciding on it: for its page in the panel, and for where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from comments import keeping, moderation, moving, redacting
from comments.models import Comment, Discussion
from comments.rows import Row

if TYPE_CHECKING:
    from accounts.models import User


def context(comment: Comment, user: User) -> dict[str, Any]:
    """For the page of one comment: what its original said is for who moderates the site."""
    return {
        "thread_acts": _labelled(keeping.offered(comment, user)),
        "may_redact": redacting.may_redact(comment, user),
        "may_move": moving.may_move(comment, user),
        "redactions": comment.redactions.filter(taken_back_at=None).select_related("original"),
        "sees_originals": moderation.can_moderate(user),
    }


def on_the_page(row: Row, discussion: Discussion) -> list[tuple[str, str]]:
    """What staff may do to the thread that begins with this row."""
    if row.level:
        return []
    return _labelled(keeping.possible(row.pk, is_closed=bool(row.closed_at), discussion=discussion))


def _labelled(codes: list[str]) -> list[tuple[str, str]]:
    return [(code, str(keeping.LABELS[code])) for code in codes]
