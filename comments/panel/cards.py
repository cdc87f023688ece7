"""What a card of the queue tells about a comment, gathered for a whole page in three queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext as _

from blog import markup
from blog.templatetags.moments import age_of, ago
from comments import moderation, names, parts, reports
from comments.models import Comment, Event, Report, Status
from comments.moderation import Asker
from comments.panel import acts, again
from comments.panel.acts import Act
from comments.panel.again import Again
from comments.panel.scope import capacities, scope
from comments.people import writers
from comments.people.writers import Writer
from comments.rules import tracing
from comments.rules.tracing import Told

if TYPE_CHECKING:
    from accounts.models import User

PARENT_WORDS = 40  # of what is answered: enough to know it again


@dataclass
class Record:
    """What became of a writer's comments: by account, under a proven address, or merely under the same typed one."""

    proof: str = ""  # "account", "proven", "typed" or "" where nothing ties this comment to others
    counts: Counter[str] = field(default_factory=Counter)
    first_seen: datetime | None = None

    def add(self, status: str, count: int, first: datetime) -> None:
        self.counts[status] += count
        self.first_seen = min(first, self.first_seen or first)

    @property
    def rejection_rate(self) -> int | None:
        return writers.rejection_rate(self.counts)

    @property
    def numbers(self) -> list[tuple[str, int]]:
        shown = (Status.APPROVED, Status.DECLINED, Status.SPAM, Status.REMOVED)
        return [(str(status.label), self.counts[status]) for status in shown]


@dataclass
class Card:
    comment: Comment
    acts: list[Act]
    more_acts: list[Act]
    may_answer: bool
    record: Record
    event: Event | None
    is_undoable: bool
    email: str  # "" for whoever may not see addresses
    reports: list[Report] = field(default_factory=list)  # that nobody has answered yet
    writer: Writer | None = None  # None where nothing is known but the name
    again: Again | None = None  # declined before, and sent again
    next_pk: int | None = None  # where to go on after this one
    trace: Told | None = None  # what the rules found when it was sent
    looking: str = ""  # who else is, in a sentence

    @property
    def age(self) -> str:
        return age_of(self.comment.submitted_at)

    @property
    def parent_text(self) -> str:
        parent = self.comment.parent
        return markup.excerpt(parent.body_html, PARENT_WORDS) if parent else ""

    @property
    def may_decline(self) -> bool:
        return any(act.to == Status.DECLINED for act in (*self.acts, *self.more_acts))

    @property
    def is_public(self) -> bool:
        return self.comment.is_shown and self.comment.discussion.post.is_published

    @property
    def is_parent_public(self) -> bool:
        parent = self.comment.parent
        return bool(parent and parent.is_shown and self.comment.discussion.post.is_published)

    @property
    def rung(self) -> str:
        """How far the writer has shown who they are."""
        needed = self.comment.discussion.defaults.known_after
        if self.record.proof == "typed":
            return _("The address was only typed. Anybody could have sent this under it.")
        if not self.record.proof or self.record.counts[Status.APPROVED] < needed:
            return _("The address is proven.") if self.record.proof == "proven" else ""
        return _("Known: so many were approved before, and it is certain who wrote them.")

    @property
    def status_label(self) -> str:
        return str(Status(self.comment.status).label)

    @property
    def why(self) -> str:
        """Why it is in the state it is in, in one sentence."""
        if self.comment.status == Status.PENDING and not (self.event and self.event.from_status):
            return self._found or _why_held(self.comment)
        if self.comment.status == Status.WITHDRAWN:
            return _("Its writer took it back. Only they can send it again.")
        return _what_happened(self.event) if self.event else self._found or _why_undecided(self.comment)

    @property
    def _found(self) -> str:
        """What decided when it was sent, in a sentence; "" of what was sent before that was kept, or of a name."""
        is_of_a_name = self.comment.held_for == Comment.HeldFor.NAME
        if self.trace is None or is_of_a_name or self.trace.is_overtaken_by(self.comment):
            return ""
        return self.trace.why


def build(comments: Sequence[Comment], user: User) -> list[Card]:
    """The cards of a page, each knowing the one to go on with."""
    theirs = scope(user)
    records = {} if theirs is None else _records(comments, theirs)
    events = latest_events(comments)
    traces = tracing.of(comments)
    sees_addresses = moderation.can_moderate(user)
    parts.learn(user, comments)
    cards = [_card(comment, user, records, events, sees_addresses) for comment in comments]
    _add_reports(cards)
    found = writers.of_all(comments, user)
    for card in cards:
        card.writer = found.get(card.comment.pk)
    came_back = again.sent_again(comments, events)
    for card in cards:
        card.again = came_back.get(card.comment.pk)
    for card, following in zip(cards, [*cards[1:], *cards[-2:-1]], strict=False):
        card.next_pk = following.comment.pk
    for card in cards:
        card.trace = traces.get(card.comment.pk)
    return cards


def latest_events(comments: Iterable[Comment]) -> dict[int, Event]:
    rows = Event.objects.filter(comment__in=list(comments)).select_related("actor").order_by("pk")
    return {event.comment_id: event for event in rows}


def who_acted(event: Event) -> str:
    """By name; a writer without an account acts by a signed link and has none here."""
    if event.actor:
        return event.actor.name
    if event.role == Asker.HOUSE:
        return _("A rule of the house")
    return _("Its writer") if event.role == Asker.WRITER else _("Somebody")


def _card(
    comment: Comment, user: User, records: dict[object, Record], events: dict[int, Event], sees_addresses: bool
) -> Card:
    able = capacities(user, comment.discussion)
    usual, rest = acts.usual(comment.status, able)
    event = events.get(comment.pk)
    email = comment.email or (comment.user and comment.user.email) or ""
    return Card(
        comment=comment,
        acts=usual,
        more_acts=rest,
        may_answer=bool(able) and acts.may_answer(comment),
        record=records.get(_writer(comment), Record()),
        event=event,
        is_undoable=acts.undoable(comment, event, able),
        email=email if sees_addresses else "",
    )


def _add_reports(cards: Iterable[Card]) -> None:
    """`is_reported` is what the queue knows of a comment: mostly nothing is, and nothing is asked then."""
    reported = {card.comment.pk: card for card in cards if getattr(card.comment, "is_reported", False)}
    for report in reports.waiting().filter(comment__in=reported) if reported else []:
        reported[report.comment_id].reports.append(report)


def _writer(comment: Comment) -> object:
    return comment.user_id or (comment.email and _under(comment.email, comment.proof))


def _under(email: str, proof: int) -> tuple[str, bool]:
    return email.lower(), proof == Comment.Proof.ADDRESS


def _records(comments: Sequence[Comment], theirs: QuerySet[Comment]) -> dict[object, Record]:
    """Of what the asker decides on: what became of a writer elsewhere is not theirs to know."""
    # Nobody weighs what staff said before, and an author may have said it a hundred thousand times.
    accounts = {comment.user_id for comment in comments if comment.user_id and not comment.role}
    given = {comment.email for comment in comments if comment.email and not comment.user_id}
    if not accounts and not given:
        return {}
    # The index holds no empty address, and is used only where the query says the same.
    known = Q(user__in=accounts) | (Q(email__in=given | {email.lower() for email in given}) & ~Q(email=""))
    rows = theirs.filter(known).order_by().values_list("user", "email", "proof", "status")
    records: dict[object, Record] = {}
    for user_id, email, proof, status, count, first in rows.annotate(n=Count("pk"), first=Min("submitted_at")):
        kind = "account" if user_id else "proven" if proof == Comment.Proof.ADDRESS else "typed"
        record = records.setdefault(user_id or _under(email, proof), Record(kind))
        record.add(status, count, first)
    return records


def _why_held(comment: Comment) -> str:
    if comment.kind == Comment.Kind.MENTION:
        return _("Every mention by another site is held.")
    if comment.source:
        return _("It was waiting already where it was imported from.")
    if comment.held_for == Comment.HeldFor.NAME:
        return _why_the_name(comment)
    if comment.user_id:
        return _("Every comment is held unless the article’s author or a moderator wrote it.")
    return _("Every comment from a guest is held.")


def _why_the_name(comment: Comment) -> str:
    owner = names.owner_of_name_of(comment)
    if owner is None:
        return _("When it was sent, its name was one that belongs to somebody else here.")
    if owner.is_staff:
        return _(
            "Its name looks like that of %(name)s, who looks after this site, and nothing proves that it is them."
        ) % {"name": owner.name}
    return _(
        "Its name looks like that of %(name)s, who has proven an address here, and nothing proves that it is them."
    ) % {"name": owner.name}


def _why_undecided(comment: Comment) -> str:
    if comment.source:
        return _("It came like this from where it was imported.")
    if comment.role:
        return _("It was published at once: whoever decides here wrote it.")
    if comment.status == Status.APPROVED and comment.is_proven:
        return _("It was published at once: its writer is known, and known writers are trusted here.")
    return ""


def _what_happened(event: Event) -> str:
    who = who_acted(event)
    when = ago(event.at, depth=1)
    if event.undoes_id:
        return _("%(who)s took a decision back %(when)s.") % {"who": who, "when": when}
    sentence = {
        Status.APPROVED: _("%(who)s approved it %(when)s."),
        Status.DECLINED: _("%(who)s declined it %(when)s."),
        Status.SPAM: _("%(who)s marked it as spam %(when)s."),
        Status.REMOVED: _("%(who)s removed it %(when)s."),
        Status.PENDING: _("%(who)s sent it again %(when)s.")
        if event.role == Asker.WRITER
        else _("%(who)s held it again %(when)s."),
        Status.WITHDRAWN: _("%(who)s took it back %(when)s."),
    }[Status(event.to_status)]
    return sentence % {"who": who, "when": when}
