"""Putting words that came by mail where they belong, by the rules that hold for whoever sent them."""

from __future__ import annotations

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from blog.mail.models import Incoming
from comments import moderation, names, submission
from comments.inbox.addresses import Addressed, Why
from comments.inbox.reading import Words
from comments.models import Comment, Status
from comments.readers import Reader
from comments.submission import Refused, Sending


class Aside(Exception):
    """A mail that becomes nothing: in one word, and in words for its sender and the owner."""

    def __init__(self, code: str, why: str, outcome: str = Incoming.Outcome.KEPT, *, is_report: bool = False) -> None:
        super().__init__(why)
        self.code, self.why, self.outcome = code, why, outcome
        self.is_report = is_report  # of a server: it names people who did not write it, so it is not kept itself


class PutOff(Exception):
    """Its sender sends faster than anybody may; in so many seconds the same mail is welcome."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"in {seconds} seconds")
        self.seconds = seconds


def check(to: Addressed, words: Words) -> None:
    """Is the address still good, and is there something to publish? Raises `Aside`."""
    if to.why == Why.EXPIRED:
        raise _refused("expired", _("That mail was too old to be answered by reply."))
    if to.why or to.comment is None:
        raise _refused("gone", _("The comment it answers is no longer here."))
    if words.is_encrypted:
        raise _refused("encrypted", _("It is encrypted, and this site has no key to read it."))
    if not words.text:
        raise _refused("empty", _("There was nothing in it but what it quotes."))
    if len(words.text) > submission.MAX_LENGTH:
        said = _("It is %(count)d characters long, and %(limit)d fit.")
        raise _refused("long", said % {"count": len(words.text), "limit": submission.MAX_LENGTH})


def answer(to: Addressed, words: Words) -> Comment:
    """What it became. Raises `Aside`, or `PutOff`; then nothing was written."""
    if to.comment is None or to.reader is None:
        raise _refused("gone", _("The comment it answers is no longer here."))
    try:
        if to.reader.user and moderation.can_moderate_discussion(to.reader.user, to.comment.discussion):
            return _as_staff(to, to.comment, words)
        return _as_reader(to.comment, to.reader, words)
    except Refused as refused:
        if refused.wait:
            raise PutOff(refused.wait) from refused
        raise _refused(refused.code, refused.message) from refused


def _as_staff(to: Addressed, comment: Comment, words: Words) -> Comment:
    """Published, and what it answers approved, as long as that is still what the mail showed."""
    if comment.status == Status.PENDING and not to.is_as_mailed:
        raise Aside(
            "changed", _("Its writer changed the comment after that mail was sent. Read it again, then answer.")
        )
    if comment.status not in {Status.PENDING, Status.APPROVED}:
        raise Aside("decided", _decided(comment))
    seen = moderation.as_seen(comment.status, comment.body_html)
    assert to.reader is not None  # noqa: S101 - the caller asked for its account
    assert to.reader.user is not None  # noqa: S101
    sent, outcome = submission.answer(comment, words.text, by=to.reader.user, seen=seen)
    if outcome.skipped:
        raise Aside("decided", _decided(Comment.objects.get(pk=comment.pk)))
    return sent.comment


def _decided(comment: Comment) -> str:
    event = comment.events.select_related("actor").order_by("-pk").first()
    state = Status(comment.status).label.lower()
    if event and event.actor:
        said = _("%(by)s was first: the comment it answers is %(state)s now.")
        return said % {"by": event.actor.name, "state": state}
    return _("The comment it answers is %(state)s now.") % {"state": state}


def _as_reader(comment: Comment, reader: Reader, words: Words) -> Comment:
    """As if it had been typed into the form, by who has proven the address."""
    if not comment.discussion.post.is_published:
        raise _refused("gone", _("The comment it answers is no longer here."))
    commenter = reader.commenter
    sending = Sending(
        comment.discussion.post,
        words.text,
        comment.pk,
        user=reader.user,
        name=(commenter.name or names.nameless()) if commenter else "",
        email=commenter.email if commenter else "",
        commenter=commenter,
        network=_network(reader),
    )
    sent = submission.submit(sending).comment
    if settings.EMAIL_CONFIGURED:  # who answers by mail hears of answers by mail
        Comment.objects.filter(pk=sent.pk).update(wants_news=True)
    return sent


def _network(reader: Reader) -> str:
    """A mail comes from no network that means anything; the limits of one hold for its reader."""
    return "" if reader.user else salted_hmac("comments.inbox.network", reader.key, algorithm="sha256").hexdigest()


def _refused(code: str, why: str) -> Aside:
    return Aside(code, why, Incoming.Outcome.REFUSED)
