"""Changing what one wrote, and what becomes of the wording before.

For fifteen minutes, while nobody has replied and nobody has decided, a change is silent. After
that the earlier wording is kept for moderators and the page says "edited". A change of a comment
that readers can see is judged by the rules for a new one: where they would hold it, it waits for a
decision, and the earlier wording stands meanwhile.
"""

from __future__ import annotations

import copy
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from blog import markup

from . import likeness, moderation, rules, tally, tree
from .models import Comment, Event, Revision, Status
from .moderation import Asker
from .rules import tracing
from .spam import filing

if TYPE_CHECKING:
    from accounts.models import User

SILENT = timedelta(minutes=15)
EDITABLE = frozenset({Status.PENDING, Status.APPROVED, Status.DECLINED})


class CannotEditError(Exception):
    """The comment is in no state to be changed any more."""


def edit(comment: Comment, body: str) -> Comment:
    """Change a comment as its writer. A declined one goes back to be read again.

    Raises `CannotEditError` where a moderator or its writer has taken it away.
    """
    body = markup.clean_text(body)
    html = markup.comment_html(body, comment.body_markup)
    verdict = _judged(comment, body, html)  # before anybody has to wait for it
    with tree.locked_around(comment) as discussion:
        comment = Comment.objects.get(pk=comment.pk)
        if comment.status not in EDITABLE:
            raise CannotEditError
        comment.discussion = discussion
        if body == comment.body:
            comment.revisions.filter(state=Revision.State.PROPOSED).delete()
        elif comment.status != Status.APPROVED:
            _replace(comment, body, html, is_silent=_is_silent(comment))
            _explain_anew(comment, verdict)
        elif comment.redacted_at and not _is_staff(comment):
            _propose(comment, body, html)  # what was taken out is not put back unread, however it is spelled
        elif verdict.status == Status.APPROVED:
            _put_on_the_page(comment, body, html)
        else:
            _propose(comment, body, html)
        if comment.status == Status.DECLINED:
            moderation.moderate([comment.pk], Status.PENDING, by=None, capacities=frozenset({Asker.WRITER}))
    return comment


def accept(revision: Revision, *, by: User) -> bool:
    """Put a proposed wording on the page. False where it was decided or changed meanwhile."""
    with tree.locked_around(revision.comment) as discussion:
        found = _still_proposed(revision)
        if found is None:
            return False
        comment = found.comment
        comment.discussion = discussion
        _put_on_the_page(comment, found.body, found.body_html)
        _note(comment, by, "accepted")
    return True


def decline(revision: Revision, *, by: User, reason: str = "") -> bool:
    """Leave the earlier wording on the page. False where it was decided or changed meanwhile."""
    with tree.locked_around(revision.comment):
        found = _still_proposed(revision)
        if found is None:
            return False
        found.state = Revision.State.DECLINED
        found.save(update_fields=["state"])
        _note(found.comment, by, reason or "declined")
    return True


def proposed(comment: Comment) -> Revision | None:
    return comment.revisions.filter(state=Revision.State.PROPOSED).first()


def _judged(comment: Comment, body: str, html: str) -> rules.Verdict:
    """What the rules would make of this wording."""
    reworded = copy.copy(comment)
    reworded.body, reworded.body_html = body, html
    return rules.first(reworded, comment.discussion.defaults, is_staff=_is_staff(comment))


def _explain_anew(comment: Comment, verdict: rules.Verdict) -> None:
    """What waits was never decided on: the reason that it waits is that of the wording which is read.

    It goes on waiting where the rules would let the new one through: somebody may be reading it.
    """
    if comment.status == Status.PENDING and verdict.status == Status.PENDING and tracing.is_traced(comment):
        comment.held_for = verdict.held_for
        comment.save(update_fields=["held_for"])
        tracing.keep(comment, verdict)


def _put_on_the_page(comment: Comment, body: str, html: str) -> None:
    """Readers see the new wording from now on, and that it is one."""
    before = comment.word_count
    comment.revisions.filter(state=Revision.State.PROPOSED).delete()
    _replace(comment, body, html, is_silent=False)
    if comment.is_shown:
        comment.discussion.word_count += comment.word_count - before
    tally.touch(comment.discussion)


def _is_staff(comment: Comment) -> bool:
    """Does its account decide here, so that nobody else has to read it first?"""
    return comment.user is not None and moderation.can_moderate_discussion(comment.user, comment.discussion)


def _propose(comment: Comment, body: str, html: str) -> None:
    comment.revisions.filter(state=Revision.State.PROPOSED).delete()
    Revision.objects.create(
        comment=comment, state=Revision.State.PROPOSED, body=body, body_html=html, markup_version=markup.VERSION
    )


def _replace(comment: Comment, body: str, html: str, *, is_silent: bool) -> None:
    comment.reworded_at = timezone.now()
    if not is_silent:
        Revision.objects.create(
            comment=comment,
            state=Revision.State.EARLIER,
            body=comment.body,
            body_html=comment.body_html,
            markup_version=comment.markup_version,
            written_at=comment.edited_at or comment.submitted_at,
        )
        comment.edited_at = comment.reworded_at
    comment.body, comment.body_html, comment.markup_version = body, html, markup.VERSION
    comment.word_count = markup.word_count(html)
    comment.fingerprint, comment.likeness = "", likeness.of(comment)  # it no longer says what was sent
    marks = ["edited_at", "reworded_at", "fingerprint", "likeness"]
    comment.save(update_fields=["body", "body_html", "markup_version", "word_count", *marks])
    filing.reword(comment)


def _is_silent(comment: Comment) -> bool:
    if not comment.is_awake:
        return True  # nobody else has read it
    is_fresh = comment.submitted_at > timezone.now() - SILENT
    return is_fresh and comment.is_leaf_node() and not comment.events.exists()


def _still_proposed(revision: Revision) -> Revision | None:
    rows = Revision.objects.filter(pk=revision.pk, state=Revision.State.PROPOSED, body=revision.body)
    return rows.select_related("comment").first()


def _note(comment: Comment, by: User, reason: str) -> None:
    roles = moderation.askers(by, comment)
    role = next((asker for asker in Asker if asker in roles), "")
    Event.objects.create(
        comment=comment,
        act=uuid.uuid4(),
        actor=by,
        role=role,
        from_status=comment.status,
        to_status=comment.status,
        reason=reason,
    )
