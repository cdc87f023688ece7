"""All that is known of one person, for the page that tells it: bounded, however much they wrote."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import BigAutoField, Count, Min, Q, QuerySet
from django.utils.translation import gettext as _

from blog.mail.models import address_mark
from comments import moderation
from comments.models import Comment, Defaults, Measure, Note, Report, Status, Whom
from comments.people import messages, notes, persons, senders, touching, writers
from comments.people.messages import Message
from comments.people.senders import proven_by

if TYPE_CHECKING:
    from accounts.models import User
    from comments.people.persons import Person

PAGE_SIZE = 20
MOST_NAMES = 20  # other names of a network
MOST_REPORTS = 20


@dataclass
class Drawer:
    """`sees_all`: the asker decides on the whole site, and so may know addresses and networks."""

    person: Person
    sees_all: bool
    comments: list[Comment]
    next: str  # the edge of the next page, "" on the last
    counts: Counter[str]
    first_seen: datetime | None
    level: str
    notes: list[Note]
    measures: list[Measure]
    past: list[Measure] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    other_names: list[str] = field(default_factory=list)
    reports_received: list[Report] = field(default_factory=list)
    reports_made: list[Report] = field(default_factory=list)

    @property
    def rate(self) -> int | None:
        return writers.rejection_rate(self.counts)

    @property
    def numbers(self) -> list[tuple[str, int]]:
        return [(str(status.label), self.counts[status]) for status in Status if self.counts[status]]

    @property
    def knows_network_only(self) -> bool:
        return self.person.whom == Whom.NETWORK


def opened(person: Person, theirs: QuerySet[Comment], user: User, before: str = "") -> Drawer:
    """Of the comments that are this asker's to decide, the newest first, from before a key on."""
    mine = persons.comments_of(person, theirs)
    sees_all = moderation.can_moderate(user)
    rows, edge = _page(mine, before)
    counts, first_seen = _counted(mine)
    held, past = _measures(person, user)
    drawer = Drawer(
        person, sees_all, rows, edge, counts, first_seen, _level(person, counts, held), _notes(person, user), held, past
    )
    drawer.messages = messages.to_and_from(mine)
    drawer.reports_received = list(
        Report.objects.filter(comment__in=mine.order_by().values("pk")).order_by("-pk")[:MOST_REPORTS]
    )
    if sees_all:
        drawer.other_names = _other_names(person, mine)
        drawer.reports_made = _reports_by(person)
    return drawer


def _page(mine: QuerySet[Comment], before: str) -> tuple[list[Comment], str]:
    if re.fullmatch(r"[0-9]{1,18}", before):
        mine = mine.filter(pk__lt=min(int(before), BigAutoField.MAX_BIGINT))
    # By keys: SQLite would rather walk all comments from the newest than sort the few that are theirs.
    found = Comment.objects.filter(pk__in=mine.order_by().values("pk")).select_related("discussion__post", "user")
    rows = list(found.defer("body").order_by("-pk")[: PAGE_SIZE + 1])
    return rows[:PAGE_SIZE], str(rows[PAGE_SIZE - 1].pk) if len(rows) > PAGE_SIZE else ""


def _counted(mine: QuerySet[Comment]) -> tuple[Counter[str], datetime | None]:
    rows = mine.order_by().values_list("status").annotate(n=Count("pk"), first=Min("submitted_at"))
    found = list(rows)
    return Counter({status: n for status, n, _first in found}), min((row[2] for row in found), default=None)


def _level(person: Person, counts: Counter[str], held: list[Measure]) -> str:
    for what in Measure.What:
        if any(measure.what == what for measure in held):
            return str(what.label)
    if person.whom not in {Whom.ACCOUNT, Whom.ADDRESS}:
        return _("unknown")
    is_known = counts[Status.APPROVED] >= max(Defaults.current().known_after, 1)
    return _("known") if is_known else _("proven")


def _notes(person: Person, user: User) -> list[Note]:
    """About the account and about its proven addresses alike: it is one person."""
    everybody = Q(user=person.user) if person.user else Q(pk__in=[])
    marks = [person.mark, *map(address_mark, proven_by([person.user.pk]) if person.user else ())]
    return list(notes.seen_by(user).filter(everybody | (Q(mark__in=marks) & ~Q(mark=""))).order_by("pk"))


def _measures(person: Person, user: User) -> tuple[list[Measure], list[Measure]]:
    """What holds for them, and what of their own is over."""
    held = _held(person.comment, user) if person.comment else []
    same = Measure.objects.over().filter(whom=person.whom, mark=person.mark, user=person.user)
    over = same.filter(writers.measures_seen_by(user)).select_related("by").order_by("-pk")
    return held, list(over[:PAGE_SIZE])


def _held(comment: Comment, user: User) -> list[Measure]:
    sender = senders.of_comment(comment)
    rows = Measure.objects.active().filter(senders.candidates(sender), writers.measures_seen_by(user))
    return [row for row in rows.select_related("by").order_by("-pk") if senders.is_about(row, sender)]


def _other_names(person: Person, mine: QuerySet[Comment]) -> list[str]:
    networks: Any = mine.exclude(network="").order_by().values("network")
    own = {person.name, *mine.order_by().values_list("name", flat=True).distinct()[:MOST_NAMES]}
    rows = Comment.objects.filter(network__in=networks).exclude(network="").exclude(name__in=own).order_by("name")
    return list(rows.values_list("name", flat=True).distinct()[:MOST_NAMES])


def _reports_by(person: Person) -> list[Report]:
    """By their account, or from the network they were last seen in."""
    network = person.comment.network if person.comment else ""
    who = Q(user=person.user) if person.user else Q(user=None, network=network) & ~Q(network="")
    return list(Report.objects.filter(who).select_related("comment").order_by("-pk")[:MOST_REPORTS])


def domain_of(person: Person) -> str:
    return person.address.rpartition("@")[2]


def kinds(person: Person) -> list[tuple[str, str]]:
    return [(whom, str(Whom(whom).label)) for whom in touching.kinds(person)]
