"""What holds for whoever sends something: asked before a discussion is locked, in at most two queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import DateTimeField, F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from blog.posts.models import Post
from blog.prepared import Given, Question, fill, room
from comments.models import Comment, Measure
from comments.people import senders

if TYPE_CHECKING:
    from accounts.models import User
    from comments.models import Commenter
    from comments.people.senders import Sender

What = Measure.What
MARKS, DOMAINS = 3, 4  # of one sender; who has more is asked about in words of their own


def _here(post_id: int | Given) -> Q:
    return Q(under=None) | Q(under__in=Post.objects.filter(pk=post_id).values("author"))


_OF_GUEST = Question(
    lambda: (
        Measure.objects.active(Given("now", DateTimeField()))
        .filter(
            _here(Given("post")),
            senders.by_mark_or_domain(room("mark", MARKS), room("domain", DOMAINS)),
        )
        .order_by("pk")
    )
)


@dataclass(frozen=True)
class Standing:
    """The measures that hold for a sender. A block comes first, then reading first, then trust.

    `typed_block`: of an address that was merely typed. It blocks nobody, since anybody may type it; it is read first.
    """

    blocked_by: Measure | None = None
    premoderated_by: Measure | None = None
    trusted_by: Measure | None = None
    typed_block: Measure | None = None

    @property
    def is_read_first(self) -> bool:
        return bool(self.premoderated_by or self.typed_block)


NOTHING = Standing()


def standing(comment: Comment, *, network: str = "") -> Standing:
    """Of the writer of a comment, stored or not. `network`: of who acts as its writer now, by a private link."""
    return of_sender(senders.of_comment(comment, network), comment.discussion_id)


def of_visitor(user: User | None, commenter: Commenter | None, network: str) -> Standing:
    return of_sender(senders.of_visitor(user, commenter, network))


def of_sender(sender: Sender, post_id: int | None = None) -> Standing:
    """`post_id`: the article it is below, since an author's measures hold below their own."""
    if sender.is_staff:
        return NOTHING
    found = _held(sender, post_id or 0)
    sure = [measure for measure in found if senders.is_about(measure, sender)]
    typed = [measure for measure in found if senders.only_types(measure, sender)]
    return Standing(
        _longest(sure, What.BLOCK),
        _longest([*sure, *typed], What.READ_FIRST),
        _longest(sure, What.TRUST),
        _longest(typed, What.BLOCK),
    )


def _held(sender: Sender, post_id: int) -> list[Measure]:
    marks, domains = sender.marks, sender.domains
    if sender.user or sender.proven or len(marks) > MARKS or len(domains) > DOMAINS:
        held = Measure.objects.active().filter(_here(post_id), senders.candidates(sender))
        return list(held.order_by("pk"))
    who = {**fill("mark", marks, MARKS), **fill("domain", domains, DOMAINS)}
    return _OF_GUEST.all(now=timezone.now(), post=post_id, **who)


def hit(block: Measure) -> str:
    """Count that a block refused something. Returns what to tell the person."""
    Measure.objects.filter(pk=block.pk).update(hits=F("hits") + 1, last_hit_at=timezone.now())
    return sentence(block)


def sentence(block: Measure) -> str:
    """Until when and why, for the person it is about."""
    if block.until is None:
        said = _("You are blocked from taking part in the discussions here.")
    else:
        until = date_format(timezone.localtime(block.until), "DATETIME_FORMAT")
        said = _("You are blocked from taking part in the discussions here until %(until)s.") % {"until": until}
    if block.reason:
        return said + " " + _("The reason: “%(reason)s”") % {"reason": block.reason}
    return said + " " + _("No reason was given.")


def _longest(found: list[Measure], what: str) -> Measure | None:
    """Of several of one kind, the one that holds longest: what is told is then true."""
    those = [measure for measure in found if measure.what == what]
    endless = [measure for measure in those if measure.until is None]
    if endless:
        return endless[0]
    return max(those, key=lambda measure: measure.until, default=None)  # type: ignore[arg-type, return-value]
