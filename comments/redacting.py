"""Taking a name or a number out of a comment. It is no editor: pieces are replaced by a placeholder, and nothing else.

The server makes the new text from the stored one, so nobody can put words in a writer's mouth. Each comment whose
pieces were taken out says so on the page, its writer is told, and what they change later is read first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blog import markup

from . import ledger, moderation, notifications, tally, tree
from .models import Act, Comment, Discussion, Redaction, Revision, Status
from .rules import tracing
from .spam import filing
from .transitions import acting_as, can_moderate, can_moderate_discussion

if TYPE_CHECKING:
    from accounts.models import User

REDACT = "redact"
MOST_PIECES, LONGEST = 50, 200  # pieces, characters of one: more is declined, not shortened
SHORTEST = 2  # characters: one letter stands in every word
PLACEHOLDERS = {
    "name": gettext_lazy("[name removed]"),
    "number": gettext_lazy("[number removed]"),
    "address": gettext_lazy("[address removed]"),
    "other": gettext_lazy("[removed]"),
}
_STATES = frozenset({Status.PENDING, Status.APPROVED, Status.DECLINED, Status.REMOVED, Status.SPAM})
_OPENS_A_LINK = re.compile(r"(?=[(\[:])")


class CannotRedactError(Exception):
    """Nothing was taken out; the message says what to do next."""


@dataclass(frozen=True)
class Shortened:
    """A text with pieces replaced, and how often."""

    body: str
    count: int
    parts: list[tuple[str, str]]  # what becomes of each: "same", "gone" or "new"


def may_redact(comment: Comment, user: User) -> bool:
    """The link and the guard ask this. What its writer withdrew or erased is left to them."""
    if comment.status not in _STATES or not comment.body or not comment.is_awake:
        return False
    return can_moderate_discussion(user, comment.discussion)


def shortened(body: str, pieces: Sequence[str], placeholder: str) -> Shortened:
    """Each piece is replaced wherever it stands, the longest first. Raises `CannotRedactError`."""
    if not pieces:
        raise CannotRedactError(_("Name at least one piece to take out."))
    if len(pieces) > MOST_PIECES or any(len(piece) > LONGEST for piece in pieces):
        raise CannotRedactError(_("That is much to take out. Decline the comment instead, and say why."))
    for piece in pieces:
        if len(piece) < SHORTEST:
            raise CannotRedactError(_("“%(piece)s” is too short: it stands in many words.") % {"piece": piece})
        if piece not in body:
            raise CannotRedactError(_("“%(piece)s” does not stand in the text.") % {"piece": piece})
    either = "|".join(re.escape(piece) for piece in sorted(set(pieces), key=len, reverse=True))
    parts, at = [], 0
    for match in re.finditer(either, body):
        new = _fitted(placeholder, body, match.end())
        parts += [("same", body[at : match.start()]), ("gone", match[0]), ("new", new)]
        at = match.end()
    count = len(parts) // 3
    parts.append(("same", body[at:]))
    return Shortened("".join(text for kind, text in parts if kind != "gone"), count, parts)


def redact(  # noqa: PLR0913 -- each says something else of the one act
    comment: Comment,
    pieces: Sequence[str],
    kind: str,
    *,
    by: User,
    reason: str = "",
    keeps: bool = True,
    seen: str = "",
) -> Act:
    """Take the pieces out, as they were `seen`. Raises `CannotRedactError`; then nothing was written.

    Without `keeps` the original is kept nowhere, and this cannot be undone.
    """
    with tree.locked_around(comment) as discussion:
        found = Comment.objects.select_related("user").get(pk=comment.pk)
        found.discussion = discussion
        if not may_redact(found, by) or (seen and seen != moderation.as_seen(found.status, found.body_html)):
            raise CannotRedactError(_("This comment changed meanwhile. Look at it again."))
        placeholder = str(PLACEHOLDERS[kind])
        new = shortened(found.body, pieces, placeholder)
        row = Redaction(comment=found, actor=by, placeholder=placeholder, count=new.count, reason=reason)
        row.pieces = list(pieces) if keeps else []
        row.original = _keep(found) if keeps else None
        row.save()
        _drop_what_brings_it_back(found, pieces, keeps)
        _write(found, discussion, new.body, markup.comment_html(new.body, found.body_markup), timezone.now())
        notifications.owe_word_of_redaction(found, row.pk)
        role = acting_as(by, discussion)
        return ledger.enter(
            REDACT, by=by, role=role, reason=reason, comment_ids=[found.pk], about=found.name,
            before={"redaction": row.pk},
        )  # fmt: skip


def of_writer(comment: Comment) -> list[Redaction]:
    """What was taken out and stays out, as its writer is told."""
    return list(comment.redactions.filter(taken_back_at=None))


def _fitted(placeholder: str, body: str, end: int) -> str:
    """A bracket before another would begin a link where there was none."""
    return f"{placeholder} " if _OPENS_A_LINK.match(body, end) else placeholder


def _keep(comment: Comment) -> Revision:
    return Revision.objects.create(
        comment=comment,
        state=Revision.State.REDACTED,
        body=comment.body,
        body_html=comment.body_html,
        markup_version=comment.markup_version,
        written_at=comment.edited_at or comment.submitted_at,
    )


def _drop_what_brings_it_back(comment: Comment, pieces: Sequence[str], keeps: bool) -> None:
    """A wording that waits and holds a piece is declined; without `keeps`, no other wording that holds one stays."""
    for revision in comment.revisions.exclude(state=Revision.State.REDACTED):
        if not any(piece in revision.body for piece in pieces):
            continue
        if not keeps:
            revision.delete()
        elif revision.state == Revision.State.PROPOSED:
            revision.state = Revision.State.DECLINED
            revision.save(update_fields=["state"])
    if not keeps:
        comment.revisions.filter(state=Revision.State.REDACTED).delete()  # they hold it too
        comment.redactions.update(pieces=[])


def _write(comment: Comment, discussion: Discussion, body: str, html: str, redacted_at: datetime | None) -> None:
    before = comment.word_count
    comment.body, comment.body_html, comment.markup_version = body, html, markup.VERSION
    comment.word_count, comment.fingerprint, comment.likeness = markup.word_count(html), "", ""
    comment.redacted_at = redacted_at
    marks = ["fingerprint", "likeness"]
    comment.save(update_fields=["body", "body_html", "markup_version", "word_count", "redacted_at", *marks])
    if comment.is_shown:
        discussion.word_count += comment.word_count - before
    filing.reword(comment)
    tracing.forget(comment.pk)
    tally.touch(discussion)


def _may_undo(act: Act, user: User) -> bool:
    """Whoever did it, or decides everywhere: what was taken out on purpose no colleague of one part brings back."""
    row = Redaction.objects.filter(pk=act.before.get("redaction")).first()
    if row is None or row.original_id is None or act.comment is None:
        return False
    is_own = act.actor_id == user.pk and can_moderate_discussion(user, act.comment.discussion)
    return is_own or can_moderate(user)


def _preview(act: Act, _user: User) -> list[str]:
    row = Redaction.objects.filter(pk=act.before.get("redaction")).first()
    if row is None:
        return []
    said = ngettext(
        "%(count)d piece comes back into %(name)s’s comment.",
        "%(count)d pieces come back into %(name)s’s comment.",
        row.count,
    )
    return [said % {"count": row.count, "name": act.about}]


def _undo(act: Act, _user: User) -> ledger.Undone:
    """The text as it was; what its writer changed since stays, and so does what a later redaction took out."""
    row = Redaction.objects.select_related("comment", "original").filter(pk=act.before.get("redaction")).first()
    if row is None or row.original is None:
        return ledger.Undone(left=[_("The original was not kept.")])
    with tree.locked_around(row.comment) as discussion:
        comment = Comment.objects.get(pk=row.comment_id)
        expected = shortened(row.original.body, row.pieces, row.placeholder).body
        if comment.body != expected:
            return ledger.Undone(left=[_("The text was changed since, so it was left as it is.")])
        row.taken_back_at = timezone.now()
        original, row.original = row.original, None
        row.save(update_fields=["taken_back_at", "original"])
        rest = comment.redactions.filter(taken_back_at=None).order_by("-pk").first()
        _write(comment, discussion, original.body, original.body_html, rest.at if rest else None)
        original.delete()
    return ledger.Undone(is_changed=True)


ledger.register(ledger.Kind(REDACT, gettext_lazy("Took something out of a comment"), _may_undo, _preview, _undo))
