"""What a reader follows by mail: beginning it, changing it, ending it.

Only readers with a proven address have rows. What somebody without a proof wishes stands beside
their comment (`Comment.follows`) and begins with the proof.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from . import readers
from .models import Comment, Discussion, Subscription
from .readers import Reader

Scope, Pace = Subscription.Scope, Subscription.Pace
ANSWERS_WORDS = _lazy("Answers to what you wrote, where you asked to be told")
END_WORDS = _lazy("end this")
MUTED_WORDS = _lazy("never, it is muted")
UNMUTE_WORDS = _lazy("no longer muted")
HERE = (Scope.DISCUSSION, Scope.AUTHOR)  # one or the other: the whole discussion contains what its author writes


def owned_by(reader: Reader) -> dict[str, Any]:
    """The columns that tie a row to its reader."""
    return {"user": reader.user, "commenter": reader.commenter}


def of_address(address: str) -> QuerySet[Subscription]:
    """All rows of whoever has proven this address, by account or as a guest, newest first."""
    rows = Subscription.objects.filter(any_of(readers.at(address)))
    return rows.select_related("discussion__post", "root").order_by("-began_at", "-pk")


def any_of(found: Iterable[Reader]) -> Q:
    """The rows of these readers, and none where there are none."""
    condition = Q(pk__in=[])
    for reader in found:
        condition |= Q(user=reader.user) if reader.user else Q(commenter=reader.commenter)
    return condition


def root_of(comment: Comment) -> Comment:
    return comment if comment.level == 0 else Comment.objects.get(tree_id=comment.tree_id, level=0)


def begin(comment: Comment) -> Subscription | None:
    """Follow what its writer wished for with it, as soon as their address is proven."""
    reader = readers.writer_of(comment) if comment.follows else None
    if reader is None:
        return None
    root = root_of(comment) if comment.follows == Scope.THREAD else None
    return follow(reader, comment.follows, comment.discussion, root)


@transaction.atomic
def choose(comment: Comment, follows: str) -> None:
    """What else the writer of a comment wants to hear of where it stands, instead of what they wanted before.

    A muted thread stays muted, unless that is what they choose.
    """
    Comment.objects.filter(pk=comment.pk).update(follows=follows)
    comment.follows = follows
    if reader := readers.writer_of(comment):
        _rows_around(comment, reader).exclude(pace=Pace.NEVER).delete()
        begin(comment)


def chosen(comment: Comment) -> str:
    """What of `Comment.Follows` its writer follows now or, unproven, wished to."""
    reader = readers.writer_of(comment)
    if reader is None:
        return comment.follows
    rows = _rows_around(comment, reader).exclude(pace=Pace.NEVER).values_list("scope", flat=True)
    return next((scope for scope in (*HERE, Scope.THREAD) if scope in set(rows)), "")


def _rows_around(comment: Comment, reader: Reader) -> QuerySet[Subscription]:
    here = Subscription.objects.filter(any_of([reader]), discussion=comment.discussion_id)
    return here.filter(Q(scope__in=HERE) | Q(scope=Scope.THREAD, root__tree_id=comment.tree_id))


@transaction.atomic
def follow(
    reader: Reader, scope: str, discussion: Discussion | None = None, root: Comment | None = None
) -> Subscription:
    """Follow it from now on; what was muted or followed already is followed once, at the pace it has."""
    if scope in HERE:
        Subscription.objects.filter(any_of([reader]), discussion=discussion, scope__in=HERE).exclude(
            scope=scope
        ).delete()
    place: dict[str, Any] = {"discussion": discussion if scope in {*HERE, Scope.THREAD} else None, "root": root}
    row, _is_new = Subscription.objects.get_or_create(**owned_by(reader), scope=scope, **place)
    if row.pace == Pace.NEVER:
        row.pace = Pace.AT_ONCE
        row.save(update_fields=["pace"])
    return row


def mute(reader: Reader, comment: Comment) -> None:
    """Nothing more about the thread of this comment, whatever else is followed."""
    row = follow(reader, Scope.THREAD, comment.discussion, root_of(comment))
    row.pace = Pace.NEVER
    row.save(update_fields=["pace"])


def set_pace(row: Subscription, pace: str) -> None:
    """How often. Of a thread, never is a pace: it is muted. Of anything else it is the end."""
    if pace == Pace.NEVER and row.scope not in {Scope.REPLIES, Scope.THREAD}:
        row.delete()
        return
    row.pace = pace
    row.save(update_fields=["pace"])


def set_answers_pace(reader: Reader, pace: str) -> None:
    """How often whoever reads this address hears of answers; their accounts and their proof as a guest alike."""
    for owner in readers.at(reader.address):
        set_pace(follow(owner, Scope.REPLIES), pace)


def answers_pace(found: Iterable[Reader]) -> str:
    """How often this reader hears of answers to what they wrote, where they asked for that."""
    row = Subscription.objects.filter(any_of(found), scope=Scope.REPLIES).first()
    return row.pace if row else Pace.AT_ONCE


@transaction.atomic
def unfollow(address: str, discussion: Discussion) -> None:
    """No mail about anything in this discussion any more, answers included."""
    found = readers.at(address)
    Subscription.objects.filter(any_of(found), discussion=discussion).delete()
    for reader in found:
        written_by(reader).filter(discussion=discussion).update(wants_news=False, follows="")


@transaction.atomic
def unfollow_all(address: str) -> None:
    """No mail about any discussion or article any more."""
    found = readers.at(address)
    Subscription.objects.filter(any_of(found)).delete()
    for reader in found:
        written_by(reader).update(wants_news=False, follows="")


@transaction.atomic
def end_kind(address: str, kind: str) -> None:
    """No new articles by mail any more, or nothing any more of what came once a day."""
    rows = Subscription.objects.filter(any_of(readers.at(address)))
    if kind == Scope.ARTICLES:
        rows.filter(scope=Scope.ARTICLES).delete()
        return
    daily = rows.filter(pace=Pace.DAILY)
    daily.filter(scope=Scope.REPLIES).update(pace=Pace.NEVER)
    daily.exclude(scope=Scope.REPLIES).delete()


def written_by(reader: Reader) -> QuerySet[Comment]:
    """What this reader wrote, as far as it is proven."""
    if reader.user:
        return Comment.objects.filter(user=reader.user).order_by()
    # SQLite takes the index of the rows that have an address only where the query says so too.
    proven = Comment.objects.filter(email=reader.address, proof=Comment.Proof.ADDRESS).exclude(email="")
    return proven.order_by()


def words_of(row: Subscription) -> str:
    """What a row is about, for its reader; no name or title that they could not read on the site."""
    if row.scope == Scope.ARTICLES:
        return _("New articles")
    if row.scope == Scope.REPLIES or row.discussion is None:
        return str(ANSWERS_WORDS)
    post = row.discussion.post
    title = post.title if post.is_published else "…"
    if row.scope == Scope.THREAD:
        name = row.root.name if row.root and row.root.is_shown and post.is_published else "…"
        return _("The thread of %(name)s under “%(title)s”") % {"name": name, "title": title}
    words = (
        _("Every response to “%(title)s”")
        if row.scope == Scope.DISCUSSION
        else _("The author’s words under “%(title)s”")
    )
    return words % {"title": title}


def words_of_wish(comment: Comment) -> str:
    """What its writer wished to follow with a comment; "" where that was nothing."""
    return str(Comment.Follows(comment.follows).label) if comment.follows else ""
