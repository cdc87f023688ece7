"""Everything between "Send" and a stored comment.

The order of the checks is WordPress' where it is right: the parent, the discussion, the same text
again, too fast; then the first status. Text is made safe before the discussion is locked, since
that is the slow part.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import formats, timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog import markup
from blog.posts.models import Post
from blog.prepared import Given, Question

from . import following, likeness, limits, moderation, names, notifications, rules, slowness, threads, tree
from .models import Comment, Commenter, Discussion, Level, Status
from .people import standing as people
from .proofs import letters
from .rules import tracing

if TYPE_CHECKING:
    from accounts.models import User

    from .rules.sources import Standing

MAX_LENGTH = 20_000  # characters; the markup is bounded by it, and nobody was ever stopped by it
MAX_NAME = 245  # first and last name of an account together may be longer
THREAD_CLOSED = "thread_closed"
REST = timedelta(minutes=15)  # what its writer may let lie before anybody reads it
REPEAT = timedelta(minutes=10)  # the same text again: a double click or a reload, not a second comment

# SQLite takes the index of the rows that have a fingerprint only where the query says so too.
_SAME = Question(
    lambda: (
        Comment.objects.filter(fingerprint=Given("fingerprint"))
        .exclude(fingerprint="")
        .exclude(status=Status.WITHDRAWN)
        .order_by("-pk")
        .values_list("pk", "network", "email", "submitted_at")[:1]
    )
)


@dataclass(frozen=True)
class Sending:
    """What one person sends: an account, or a guest's typed name, address and website."""

    post: Post
    body: str
    parent_id: int | None = None
    user: User | None = None
    name: str = ""
    email: str = ""
    website: str = ""
    network: str = ""  # keyed hash of the sender's network
    commenter: Commenter | None = None  # whose proof the sender's browser carries
    wants_mail: bool = False  # with the private link, and about what becomes of it
    follows: str = ""  # of `Comment.Follows`: what else to hear of by mail
    rests: bool = False  # nobody is to read it yet
    typed: int | None = None  # seconds that writing took, where a script measured them


@dataclass(frozen=True)
class Sent:
    comment: Comment
    is_repeat: bool = False


class Refused(Exception):
    """A comment that was not stored. The message tells the writer what to do next."""

    def __init__(self, code: str, message: str, status: HTTPStatus, *, wait: int = 0) -> None:
        super().__init__(message)
        self.code, self.message, self.status, self.wait = code, message, status, wait


def submit(sending: Sending) -> Sent:
    """Store a comment under the discussion's lock. Raises `Refused`; then nothing was written.

    The rules are asked before the lock: what they look at does not hang on the discussion's row.
    """
    comment = _drafted(sending)
    unlocked = threads.discussion_of(sending.post)
    is_staff = _is_staff(sending.user, unlocked)
    rests = sending.rests and may_rest(sending.user, unlocked)
    draft = rules.Draft(comment, sending.post, is_staff, rests, sending.typed)
    check_person(draft.standing or people.NOTHING)
    verdict = rules.judge(draft, unlocked.in_force)
    with tree.locked(sending.post.pk) as discussion:
        discussion.post, discussion.in_force = sending.post, unlocked.in_force
        if parent := check_place(sending, discussion):
            comment.parent = parent
        if repeated := _repeated(sending, comment):
            return Sent(repeated, is_repeat=True)
        if not is_staff:
            _check_slow(sending, parent, discussion)
        _check_rate(sending, is_staff)
        if rests and verdict.status == Status.PENDING:
            comment.rests_until = timezone.now() + REST
        comment.status, comment.held_for = verdict.status, verdict.held_for
        comment.role = _role(sending, is_staff)
        comment.tell_at = notifications.moment() if comment.status == Status.APPROVED else None
        tree.add(comment, discussion, parent)
        tracing.begin(comment, verdict)
        draft.settle()
        if (sending.wants_mail or sending.follows) and comment.status != Status.SPAM:
            letters.owe_receipt(comment)
        following.begin(comment)
    return Sent(comment)


def check_person(standing: people.Standing | Standing) -> None:
    """Raises `Refused` for somebody who is blocked, with the sentence that says until when and why."""
    if standing.blocked_by:
        told = people.hit(standing.blocked_by)
        raise Refused("blocked", _("%(told)s Your text is kept here.") % {"told": told}, HTTPStatus.FORBIDDEN)


def check_sending(sending: Sending, discussion: Discussion) -> None:
    """What a preview is refused for, as sending it would be."""
    check_person(people.standing(_unwritten(sending)))
    check_place(sending, discussion)


def check_place(sending: Sending, discussion: Discussion) -> Comment | None:
    """The comment that is answered, if any. Raises `Refused` where the text could not stand (any more)."""
    parent = _parent(sending, discussion)
    _check_open(sending, discussion)
    if parent and not takes_replies(parent, sending.user, discussion):
        raise Refused(
            THREAD_CLOSED,
            _("This thread takes no more replies. Send your text as a comment of its own, if you like."),
            HTTPStatus.FORBIDDEN,
        )
    return parent


def takes_replies(parent: Comment, user: User | None, discussion: Discussion) -> bool:
    """What is closed to readers can still be answered by staff. `parent` is what `tree.answered` gave."""
    return parent.thread_closed_at is None or _is_staff(user, discussion)


def may_rest(user: User | None, discussion: Discussion) -> bool:
    """What staff write is shown at once, so there is nothing that could wait."""
    return discussion.offers_rest and not _is_staff(user, discussion)


def read_first(user: User | None, discussion: Discussion) -> str:
    """The `Level` by which a person reads what this one writes before it is shown; "" where nobody does."""
    level = discussion.in_force.level
    return "" if level == Level.SHOWN or _is_staff(user, discussion) else level


def answer(
    comment: Comment, body: str, *, by: User, network: str = "", seen: str = ""
) -> tuple[Sent, moderation.Outcome]:
    """Reply as staff and, in the same act, approve what is answered as it was `seen`. Raises `Refused`."""
    with transaction.atomic():
        outcome = moderation.Outcome()
        if comment.status == Status.PENDING:
            outcome = moderation.moderate([comment.pk], Status.APPROVED, by=by, seen=seen or Status.PENDING)
        sending = Sending(comment.discussion.post, body, comment.pk, user=by, network=network)
        return submit(sending), outcome


def _drafted(sending: Sending) -> Comment:
    comment = _unwritten(sending)
    comment.body = markup.clean_text(sending.body)
    comment.body_html = markup.comment_html(comment.body, Comment.Markup.MARKDOWN)
    comment.markup_version = markup.VERSION
    comment.likeness = likeness.of(comment)
    comment.fingerprint = _fingerprint(comment)
    return comment


def _unwritten(sending: Sending) -> Comment:
    """Where and by whom, without the text."""
    user, commenter = sending.user, sending.commenter
    is_proven = bool(commenter and not user and sending.email.lower() == commenter.email)
    return Comment(
        discussion_id=sending.post.pk,
        parent_id=sending.parent_id,
        user=user,
        name=user.name[:MAX_NAME] if user else sending.name,
        email="" if user else commenter.email if commenter and is_proven else sending.email,
        proof=Comment.Proof.ADDRESS if is_proven else Comment.Proof.NONE,
        website="" if user else sending.website,
        network=sending.network,
        wants_news=sending.wants_mail,
        follows=sending.follows,
    )


def _is_staff(user: User | None, discussion: Discussion) -> bool:
    if user is None:
        return False
    is_author = user.pk == discussion.post.author_id and user.is_active
    return is_author or moderation.can_moderate_discussion(user, discussion)


def _role(sending: Sending, is_staff: bool) -> str:
    if not is_staff or sending.user is None:
        return Comment.Role.READER
    is_author = sending.user.pk == sending.post.author_id
    return Comment.Role.AUTHOR if is_author else Comment.Role.MODERATOR


def _parent(sending: Sending, discussion: Discussion) -> Comment | None:
    if sending.parent_id is None:
        return None
    parent = tree.answered(sending.parent_id, discussion.pk)
    if parent is None:
        raise Refused(
            "parent",
            _("The comment you were answering is no longer here. Send your text as a comment of its own, if you like."),
            HTTPStatus.CONFLICT,
        )
    return parent


def _check_open(sending: Sending, discussion: Discussion) -> None:
    if _is_staff(sending.user, discussion):
        return  # what is closed to readers can still be answered
    if not discussion.is_open:
        raise Refused(
            "closed",
            _("This discussion was closed while you were writing. Your text is below, so that you can keep it."),
            HTTPStatus.FORBIDDEN,
        )
    if sending.user is None and discussion.access_in_force == Discussion.Access.MEMBERS:
        raise Refused("members", _("Only members can reply here. Log in, then send it again."), HTTPStatus.FORBIDDEN)


def _fingerprint(comment: Comment) -> str:
    """Who said what where. The address is no part of it, or guessing one would be answered."""
    words = " ".join(comment.body.split())  # a line break more is the same text
    who = comment.network if comment.name == names.nameless() else comment.name
    said = (comment.discussion_id, comment.parent_id, comment.user_id, who, words)
    return salted_hmac("comments.fingerprint", json.dumps(said), algorithm="sha256").hexdigest()[:32]


def _repeated(sending: Sending, comment: Comment) -> Comment | None:
    """The same text by the same person in the same place: the first one, or a refusal when it is old."""
    first = _SAME.first(fingerprint=comment.fingerprint)
    if first is None:
        return None
    key, network, email, submitted_at = first
    is_of_one_network = network == sending.network
    if is_of_one_network and email.lower() != comment.email.lower():
        return None  # two people of one house who share a name and a sentence
    # Only the place it came from may be shown the first one: a typed name and address prove nothing.
    if is_of_one_network and submitted_at > timezone.now() - REPEAT:
        return Comment.objects.get(pk=key)
    raise Refused(
        "duplicate",
        _("You have said this already, word for word. Change a word or two, or leave it at that."),
        HTTPStatus.CONFLICT,
    )


def _check_slow(sending: Sending, parent: Comment | None, discussion: Discussion) -> None:
    if parent and (until := slowness.until(parent, discussion.in_force, sending.user, sending.network)):
        wait = max(1, math.ceil((until - timezone.now()).total_seconds()))
        raise Refused(
            "slow",
            _(
                "This thread goes slowly, so that people think between two replies. You can send this at %(time)s. "
                "Your text is still here."
            )
            % {"time": formats.time_format(timezone.localtime(until), "TIME_FORMAT")},
            HTTPStatus.TOO_MANY_REQUESTS,
            wait=wait,
        )


def _check_rate(sending: Sending, is_staff: bool) -> None:
    if is_staff:
        return
    if wait := limits.seconds_to_wait(sending.user.pk if sending.user else None, sending.network):
        raise Refused(
            "too_fast",
            ngettext(
                "You are sending quickly. Please wait %(count)d second, then send it again. Your text is still here.",
                "You are sending quickly. Please wait %(count)d seconds, then send it again. Your text is still here.",
                wait,
            )
            % {"count": wait},
            HTTPStatus.TOO_MANY_REQUESTS,
            wait=wait,
        )
