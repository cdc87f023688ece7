"""Telling a writer by mail what became of their words: that it was decided, that somebody answered.

A letter is owed together with the decision and written some minutes later from what is true then, so
that a decision taken back is told to nobody. It goes only to who asked for it with this comment and
has proven the address, and never to the writer of what it tells.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from blog import markup
from blog.mail import outbox
from blog.mail.composing import Draft, composes
from blog.mail.models import Letter

from . import links
from .models import Comment, Commenter, Status

DECIDED, ANSWERED = "decided", "answered"
TOLD = frozenset({Status.APPROVED, Status.DECLINED})  # who was taken for a machine or removed reads it on the receipt
WORDS = 120  # of an answer that stand in the letter: enough to know what was said, and a reason to come


def address_of(comment: Comment) -> str:
    """The proven address of a comment's writer; "" where there is none."""
    if comment.user:
        return (comment.user.email or "") if comment.user.has_proven_address else ""
    return comment.email if comment.proof == Comment.Proof.ADDRESS else ""


def owe_after(moved: Iterable[Comment]) -> None:
    """What the new statuses of these comments make owed, to their writers and to whom they answer."""
    if not settings.EMAIL_CONFIGURED:
        return
    moved = [comment for comment in moved if comment.status in TOLD and comment.kind == Comment.Kind.COMMENT]
    for comment in moved:
        if comment.wants_news:
            _owe(DECIDED, address_of(comment), comment, comment.status)
    owe_answers(moved)


def owe_answers(shown: Iterable[Comment]) -> None:
    """What answers that readers can see from now on make owed to whom they answer."""
    if not settings.EMAIL_CONFIGURED:
        return
    answers = {comment.pk: comment for comment in shown if comment.status == Status.APPROVED and comment.parent_id}
    parents = Comment.objects.filter(wants_news=True, pk__in={answer.parent_id for answer in answers.values()})
    listening = {parent.pk: parent for parent in parents.select_related("user").order_by()}
    for answer in answers.values():
        if answer.parent_id in listening and not _is_by_the_same(answer, listening[answer.parent_id]):
            _owe(ANSWERED, address_of(listening[answer.parent_id]), answer, "")


def drop_about(comment: Comment) -> None:
    """Nothing is told about this comment, nor its writer of what answers it."""
    for kind in (DECIDED, ANSWERED):
        outbox.drop(kind, about=comment.pk)
    for answer in Comment.objects.filter(parent=comment).order_by().values_list("pk", flat=True):
        outbox.drop(ANSWERED, about=answer)


@composes(DECIDED, _lazy("Word of a decision"))
def decided(letter: Letter) -> Draft | None:
    comment = _found(letter)
    if comment is None or not _wants(comment, letter) or (letter.key or "").rpartition(":")[2] != comment.status:
        return None
    title = comment.discussion.post.title
    reason = comment.events.filter(to_status=comment.status).order_by("-pk").values_list("reason", flat=True).first()
    context = {
        **_about(comment, comment),
        "is_approved": comment.status == Status.APPROVED,
        "reason": reason if comment.status == Status.DECLINED else "",
        "receipt_url": _absolute(reverse("comments:receipt", args=[links.token(links.RECEIPT, comment)])),
    }
    subject = (
        _("Approved: your response to “%(title)s”")
        if context["is_approved"]
        else _("About your response to “%(title)s”")
    )
    return Draft(subject % {"title": title}, "comments/mail/decided", context, _threading(comment))


@composes(ANSWERED, _lazy("Word of an answer"))
def answered(letter: Letter) -> Draft | None:
    answer = _found(letter)
    mine = answer.parent if answer else None
    if answer is None or mine is None or not (answer.is_shown and mine.is_shown and _wants(mine, letter)):
        return None
    context = {
        **_about(mine, answer),
        "who": answer.name,
        "words": markup.excerpt(answer.body_html, WORDS),
        "mine": markup.excerpt(mine.body_html, 30),
    }
    return Draft(
        _("%(who)s answered you") % {"who": answer.name}, "comments/mail/answered", context, _threading(answer)
    )


def _owe(kind: str, to: str, comment: Comment, what: str) -> None:
    if to:
        due_at = timezone.now() + timedelta(minutes=settings.MAIL_DELAY_MINUTES)
        outbox.owe(kind, to, about=comment.pk, key=f"{kind}:{comment.pk}:{what}", due_at=due_at)


def _found(letter: Letter) -> Comment | None:
    rows = Comment.objects.select_related("discussion__post", "discussion__defaults", "user", "parent__user")
    comment = rows.filter(pk=letter.about).first()
    return comment if comment and comment.discussion.post.is_published else None


def _wants(comment: Comment, letter: Letter) -> bool:
    """Does the writer of this comment still want letters, at this address?"""
    return comment.wants_news and address_of(comment).lower() == letter.to.lower()


def _is_by_the_same(one: Comment, other: Comment) -> bool:
    if one.user_id or other.user_id:
        return one.user_id == other.user_id
    return one.email.lower() == other.email.lower()


def _about(mine: Comment, told: Comment) -> dict[str, object]:
    return {
        "name": mine.name,
        "title": told.discussion.post.title,
        "comment_url": _absolute(reverse("comments:permalink", args=[told.pk])),
        "settings_url": _settings_of(mine),
    }


def _settings_of(comment: Comment) -> str:
    """Where its writer says which letters they want."""
    commenter = None if comment.user_id else Commenter.objects.filter(email=comment.email).first()
    if commenter is None:
        return _absolute(reverse("comments:receipt", args=[links.token(links.RECEIPT, comment)]))
    return _absolute(reverse("comments:mail", args=[links.token_of(links.MAIL, commenter)]))


def _threading(comment: Comment) -> dict[str, str]:
    """All letters about one thread lie together in a mail program."""
    host = settings.SITE_URL.partition("://")[2].partition(":")[0]
    return {"References": f"<thread-{comment.tree_id}@{host}>"}


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
