"""Deleting one's account: what stands in the way, what becomes of the comments."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.ownership import end_sessions
from accounts.roles import is_last_owner
from blog.membership.claiming import proven_addresses
from blog.membership.comments import comments_of
from blog.posts.models import Picture, Post
from comments import erasure
from comments.people import forgetting
from comments.proofs import belongings


class Choice(models.TextChoices):
    """What becomes of the comments when their account goes."""

    NAMED = "named", gettext_lazy("They stay, under the name they were sent with")
    NAMELESS = "nameless", gettext_lazy("They stay, without my name")
    WITHDRAWN = "withdrawn", gettext_lazy("They are withdrawn, and their words deleted")


@dataclass(frozen=True)
class Obstacle:
    """Why an account cannot go yet, in one sentence that says what helps."""

    sentence: str


def obstacles(user: User) -> list[Obstacle]:
    found = []
    if articles := Post.objects.filter(author=user).count():
        found.append(_of_articles(articles))
    if Picture.objects.filter(uploaded_by=user).exists():
        found.append(_("Pictures you uploaded are still here. Delete them in the panel, or ask an owner to."))
    if is_last_owner(user):
        found.append(_("You are the only owner. Make somebody else an owner first, under “People”."))
    return [Obstacle(sentence) for sentence in found]


@transaction.atomic
def leave(user: User, choice: Choice) -> None:
    """The account and all that hangs on it is gone afterwards; replies to its comments keep their place.

    A block of it holds on for its proven addresses.
    """
    for comment in comments_of(user).order_by("discussion_id", "pk"):  # as every writer takes the locks
        if choice != Choice.NAMED:
            erasure.erase(comment, keep_text=choice == Choice.NAMELESS)
    forgetting.account(user)
    for address in proven_addresses(user):
        belongings.forget_address(address)
    end_sessions(user)
    user.delete()


def _of_articles(count: int) -> str:
    return ngettext(
        "You are the author of %(count)d article. Give it to somebody else or delete it first.",
        "You are the author of %(count)d articles. Give them to somebody else or delete them first.",
        count,
    ) % {"count": count}
