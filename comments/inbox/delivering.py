"""What becomes of one mail: it is checked, read, and put where it belongs; or kept, with a word why not.

The row that says so and the comment are written together, so that the same mail, should it come
again, finds what it became.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db import DatabaseError, IntegrityError, transaction
from django.utils.translation import gettext as _

from blog.mail import incoming
from blog.mail.models import Incoming
from comments.inbox import addresses, answering, automatic, letters, reading, reports, senders
from comments.inbox.addresses import Addressed, Why
from comments.inbox.answering import Aside, PutOff
from comments.inbox.reading import Words
from comments.inbox.received import Received, parse

logger = logging.getLogger("comments.inbox")

MAX_BYTES = 25_000_000  # what mail servers take; of more only the beginning is looked at
Outcome = Incoming.Outcome


@dataclass(frozen=True)
class Delivered:
    row: Incoming
    is_repeat: bool = False


def deliver(raw: bytes, *, recipient: str = "") -> Delivered:
    """Take a mail, whatever it is. Raises `PutOff` where it is to come again later, and `DatabaseError`.

    `recipient`: of the envelope, where the mail server tells it.
    """
    try:
        return _deliver(raw, recipient)
    except (DatabaseError, PutOff):
        raise
    except Exception as error:  # a mail that breaks us is kept, and must not keep the others
        logger.error("A mail could not be read", exc_info=error)
        return _kept(
            Received(raw, None), Aside("broken", _("It could not be read, because of a fault of this program."))
        )


def _deliver(raw: bytes, recipient: str) -> Delivered:
    mail = parse(raw[:MAX_BYTES])
    if again := incoming.seen(mail.mark()):
        return Delivered(again, is_repeat=True)
    try:
        if len(raw) > MAX_BYTES:
            raise Aside("size", _("It is too large."), Outcome.REFUSED)
        if not mail.is_readable:
            raise Aside("unreadable", _("It is no mail that could be read."))
        if noted := reports.note(mail):
            return _kept(mail, noted)
        if automatic.is_automatic(mail):
            raise Aside("automatic", _("No person wrote it: a program did."), Outcome.REFUSED)
        return _answered(mail, _addressed(mail, recipient))
    except Aside as aside:
        return _kept(mail, aside)


def _addressed(mail: Received, recipient: str) -> Addressed:
    """For which comment and from which reader it is. Raises `Aside` where that is not plain."""
    tokens = [to for to in (recipient, *mail.recipients) if addresses.token_in(to)]
    found = [addresses.read(to) for to in tokens]
    good = [each for each in found if each.why is None] or [each for each in found if each.why == Why.EXPIRED]
    if len({(each.comment, each.reader) for each in good}) > 1:
        raise Aside(
            "several", _("It went to several reply addresses at once, so it is not plain which one is answered.")
        )
    if good:
        return good[0]
    gone = next((each for each in found if each.why == Why.GONE), None)
    if gone:
        return gone
    raise Aside("address", _("The address it went to is none that this site gave out."), Outcome.REFUSED)


def _answered(mail: Received, to: Addressed) -> Delivered:
    """Raises `Aside`, with whom to tell where that is sure."""
    if to.reader is None:
        raise Aside("gone", _("Whoever got this reply address is no reader any more."), Outcome.REFUSED)
    if not senders.is_from(mail, to.reader):
        raise Aside("sender", _("It is not from the address that was written to."), Outcome.REFUSED)
    if not senders.is_vouched_for(mail):
        raise Aside("unproven", _("Your mail server could not say that its sender is who it says."))
    mark = mail.mark(to.reader.key)
    if again := incoming.seen(mark):
        return Delivered(again, is_repeat=True)
    words = reading.words_of(mail)
    try:
        return _written(mail, mark, to, words)
    except IntegrityError:  # another process was given the same mail, and was first
        if again := incoming.seen(mark):
            return Delivered(again, is_repeat=True)
        raise
    except Aside as aside:
        return _kept(mail, aside, mark=mark, to=to, words=words)


def _written(mail: Received, mark: str, to: Addressed, words: Words) -> Delivered:
    answering.check(to, words)
    with transaction.atomic():
        row = incoming.keep(mark, Outcome.PUBLISHED, "", "", **_facts(mail, to, words))
        comment = answering.answer(to, words)
        row.outcome = Outcome.PUBLISHED if comment.is_shown else Outcome.HELD
        row.answer = comment.pk
        row.save(update_fields=["outcome", "answer"])
    return Delivered(row)


def _kept(
    mail: Received, aside: Aside, *, mark: str = "", to: Addressed | None = None, words: Words | None = None
) -> Delivered:
    """With its text and its first bytes, and a letter to its sender where that is known to be a reader of ours."""
    mark = mark or mail.mark()
    words = words or reading.words_of(mail)
    is_nobodys = to is None and incoming.are_strangers_many()
    kept = {} if aside.is_report or is_nobodys else _content(mail, words)
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = incoming.keep(
                    mark,
                    aside.outcome,
                    aside.code,
                    aside.why,
                    **kept,
                    **_facts(mail, to, words),
                )
        except IntegrityError:
            if again := incoming.seen(mark):
                return Delivered(again, is_repeat=True)
            raise
        if to and to.reader and not automatic.wants_no_answer(mail):
            letters.owe(row, to.reader)
    return Delivered(row)


def _content(mail: Received, words: Words) -> dict[str, object]:
    return {"text": (words.text or words.whole)[: incoming.KEPT_TEXT], "raw": mail.raw[: incoming.KEPT_BYTES]}


def _facts(mail: Received, to: Addressed | None, words: Words) -> dict[str, object]:
    return {
        "sender": mail.sender[:254],
        "address": incoming.mark_of(to.reader.address if to and to.reader else mail.sender),
        "about": to.comment.pk if to and to.comment else None,
        "attachments": min(words.attachments, 32_000),
    }
