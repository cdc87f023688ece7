"""Which moves there are in the life of a comment, and who may ask for which."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

from .models import Comment, Discussion, Status
from .parts import is_assigned

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class Asker(StrEnum):
    """In what capacity somebody asks for a move."""

    MODERATOR = "moderator"
    AUTHOR = "author"  # of the article, where authors decide on their own discussions
    WRITER = "writer"  # of the comment
    HOUSE = "house"  # nobody in person: a rule of the owner's


STAFF = frozenset({Asker.MODERATOR, Asker.AUTHOR})
WRITER = frozenset({Asker.WRITER})
_DECIDED = (Status.PENDING, Status.APPROVED, Status.DECLINED, Status.SPAM, Status.REMOVED)

# Staff decide and decide again, so that any decision can be taken back. What its writer withdrew
# stays withdrawn: nobody publishes it against their will. A writer takes back what is waiting,
# shown or declined; what a moderator removed keeps saying so. What was withdrawn or declined its
# writer may send again, changed or not: it is read before it is shown.
TRANSITIONS: dict[tuple[Status, Status], frozenset[Asker]] = {
    **{(old, new): STAFF for old in _DECIDED for new in _DECIDED if old != new},
    (Status.PENDING, Status.WITHDRAWN): WRITER,
    (Status.APPROVED, Status.WITHDRAWN): WRITER,
    (Status.DECLINED, Status.WITHDRAWN): WRITER,
    (Status.WITHDRAWN, Status.PENDING): WRITER,
    (Status.DECLINED, Status.PENDING): STAFF | WRITER,
    (Status.APPROVED, Status.PENDING): STAFF | {Asker.HOUSE},  # readers reported it
}


def askers(user: User | AnonymousUser, comment: Comment) -> frozenset[Asker]:
    """Every capacity in which this person may ask about this comment. What rests has none but its writer to ask."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    found = set()
    if _moderates(user, comment.discussion) and comment.is_awake:
        found.add(Asker.MODERATOR)
    if _authored(user, comment.discussion) and comment.is_awake:
        found.add(Asker.AUTHOR)
    if comment.user_id == user.pk:
        found.add(Asker.WRITER)
    return frozenset(found)


def can_moderate(user: User | AnonymousUser) -> bool:
    """May this person decide on comments everywhere on the site?"""
    return user.is_active and user.is_staff and user.has_perm("comments.moderate_comment")


def can_moderate_discussion(user: User | AnonymousUser, discussion: Discussion) -> bool:
    """Everywhere, in this part of the site, or as the author of the article where authors decide."""
    return _moderates(user, discussion) or (user.is_authenticated and _authored(user, discussion))


def acting_as(user: User, discussion: Discussion | None = None) -> Asker:
    """In what capacity somebody who decides below an article, or everywhere, does what is no move of comments."""
    moderates = _moderates(user, discussion) if discussion else can_moderate(user)
    return Asker.MODERATOR if moderates else Asker.AUTHOR


def allowed(old: str, new: str, capacities: Iterable[Asker]) -> bool:
    """Is this move in the table for somebody asking in these capacities?"""
    return not TRANSITIONS.get((Status(old), Status(new)), frozenset()).isdisjoint(capacities)


def _moderates(user: User | AnonymousUser, discussion: Discussion) -> bool:
    return can_moderate(user) or is_assigned(user, discussion.pk)


def _authored(user: User, discussion: Discussion) -> bool:
    return (
        discussion.post.author_id == user.pk
        and user.is_staff
        and user.has_perm("posts.change_post")
        and discussion.defaults.authors_moderate
    )
