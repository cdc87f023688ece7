"""What a letter says about one comment: the words, whom they answer, who wrote them, and the links to decide.

It tells what the panel's card tells, but no address: a mail may be forwarded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from blog import markup
from comments.mailing import absolute
from comments.models import Comment, Status
from comments.panel import cards
from comments.panel.cards import Card
from comments.staffmail import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User

MOST = 6000  # characters of a text: some five pages; the panel has the rest
PARENT_WORDS = cards.PARENT_WORDS


@dataclass(frozen=True)
class Item:
    """`text` is what its writer typed: where a link leads is seen, and nothing can be pressed by mistake."""

    comment: Comment
    standing: str
    why: str
    reports: list[str]
    parent_name: str
    parent_text: str
    token: str

    @property
    def name(self) -> str:
        return self.comment.name

    @property
    def website(self) -> str:
        return self.comment.website

    @property
    def title(self) -> str:
        return self.comment.discussion.post.title

    @property
    def post_url(self) -> str:
        return absolute(self.comment.discussion.post.get_absolute_url())

    @property
    def text(self) -> str:
        return bounded(self.comment.body)

    @property
    def quoted(self) -> str:
        return quoted(self.text)

    @property
    def is_cut(self) -> bool:
        return len(self.comment.body) > MOST

    @property
    def approve_url(self) -> str:
        return absolute(reverse("comments:mail-approve", args=[self.token]))

    @property
    def decline_url(self) -> str:
        return absolute(reverse("comments:mail-decline", args=[self.token]))

    @property
    def spam_url(self) -> str:
        return absolute(reverse("comments:mail-spam", args=[self.token]))

    @property
    def panel_url(self) -> str:
        return absolute(reverse("queue:comment", args=[self.comment.pk]))


def build(comments: Iterable[Comment], user: User) -> list[Item]:
    """The items of a letter to somebody who may decide on all of these."""
    return [_item(card, user) for card in cards.build(list(comments), user)]


def standing(card: Card) -> str:
    """How sure it is who wrote this, and how much of theirs was approved before; in a sentence or two."""
    who = {
        "account": _("Written with an account here."),
        "proven": _("The address is proven."),
        "typed": _("The address was only typed. Anybody could have sent this under it."),
        "": _("No address was left, so nothing else is known."),
    }[card.record.proof]
    if not card.record.proof:
        return who
    before = card.record.counts[Status.APPROVED]
    if not before:
        return f"{who} {_('Nothing was approved before.')}"
    said = (
        _("Approved before under it: %(count)d.") if card.record.proof == "typed" else _("Approved before: %(count)d.")
    )
    return f"{who} {said % {'count': before}}"


def bounded(text: str) -> str:
    return text if len(text) <= MOST else f"{text[:MOST].rstrip()}…"


def quoted(text: str) -> str:
    """As mail quotes: a mark before each line."""
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _item(card: Card, user: User) -> Item:
    comment, parent = card.comment, card.comment.parent
    return Item(
        comment=comment,
        standing=standing(card),
        why=card.why,
        reports=[_report(report.get_reason_display(), report.words) for report in card.reports],
        parent_name=parent.name if parent and parent.is_shown else "",
        parent_text=markup.excerpt(parent.body_html, PARENT_WORDS) if parent and parent.is_shown else "",
        token=tokens.for_deciding(user, comment),
    )


def _report(reason: str, words: str) -> str:
    """On one line: no stranger's line break makes words of theirs look like ours."""
    return f"{reason}: “{' '.join(words.split())}”" if words else reason
