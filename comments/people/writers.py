"""Who wrote what stands on a card: what is noted about them and what holds for them, for a whole page at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.db.models import CharField, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from blog.mail.models import address_mark
from comments import moderation
from comments.models import Comment, Measure, Note, Status, Whom
from comments.people import notes, persons, senders
from comments.people.senders import Sender

if TYPE_CHECKING:
    from accounts.models import User
    from comments.people.persons import Person

DECIDED = (Status.APPROVED, Status.DECLINED, Status.SPAM, Status.REMOVED)
REJECTED = (Status.DECLINED, Status.SPAM, Status.REMOVED)
# Columns that stand beside each other in one query, so of the same kinds.
_OF_A_MEASURE = ("pk", "whom", "user_id", "mark", "note", "until", "under_id", "value", "name", "reason", "at", "by_id")
_OF_A_NOTE = (
    *("pk", "whom", "user_id", "mark", "text", "deleted_at", "author_id", "author__username", "author__display_name"),
    *("full_name", "written_at", "author__pk"),
)


@dataclass
class Writer:
    """`measures` and `notes` are those that the asker may know of."""

    person: Person
    may_open: bool = True
    notes: list[Note] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)

    @property
    def level(self) -> str:
        """How far they are trusted before anything of theirs is counted."""
        for what in Measure.What:
            if any(measure.what == what for measure in self.measures):
                return str(what.label)
        return _("proven") if self.person.whom in {Whom.ACCOUNT, Whom.ADDRESS} else _("unknown")


def rejection_rate(counts: Counter[str]) -> int | None:
    """Percent of what was decided on; None where nothing was."""
    decided = sum(counts[status] for status in DECIDED)
    return round(100 * sum(counts[status] for status in REJECTED) / decided) if decided else None


def of_all(comments: Sequence[Comment], user: User) -> dict[int, Writer]:
    """By comment. In one query, and in two where some are by accounts."""
    people = {comment.pk: person for comment in comments if not comment.role and (person := persons.of(comment))}
    if not people:
        return {}
    known = dict(_senders([comment for comment in comments if comment.pk in people]))
    noted, measures = _found(list(people.values()), list(known.values()), user)
    sees_networks = moderation.can_moderate(user)
    return {
        comment.pk: Writer(
            people[comment.pk],
            people[comment.pk].whom != Whom.NETWORK or sees_networks,
            noted[people[comment.pk].identity],
            [measure for measure in measures if _holds(measure, sender, comment)],
        )
        for comment, sender in known.items()
    }


def measures_seen_by(user: User) -> Q:
    return Q() if moderation.can_moderate(user) else Q(under=user)


def _found(
    people: list[Person], known: list[Sender], user: User
) -> tuple[dict[tuple[str, int, str], list[Note]], list[Measure]]:
    """Notes by person, and measures that may hold for one of them: two tables in one query, for every page has it."""
    noted = notes.seen_by(user).filter(persons.about(people)).order_by()
    held = Measure.objects.active().filter(_about(known), measures_seen_by(user)).order_by()
    full_name = Concat("author__first_name", Value(" "), "author__last_name", output_field=CharField())
    as_notes = noted.annotate(kind=Value("note", CharField()), full_name=full_name).values_list("kind", *_OF_A_NOTE)
    rows = held.values_list("what", *_OF_A_MEASURE).union(as_notes, all=True)
    found: dict[tuple[str, int, str], list[Note]] = defaultdict(list)
    measures = []
    for kind, *values in sorted(rows, key=lambda row: row[1]):
        if kind == "note":
            note = _as_note(values)
            found[persons.identity_of(note)].append(note)
        else:
            measures.append(Measure(what=kind, **dict(zip(_OF_A_MEASURE, values, strict=True))))
    return found, measures


def _as_note(values: list[Any]) -> Note:
    said = dict(zip(_OF_A_NOTE, values, strict=True))
    author = get_user_model()(
        pk=said.pop("author__pk"),
        username=said.pop("author__username") or "",
        display_name=said.pop("author__display_name") or "",
        first_name=(said.pop("full_name") or "").strip(),
    )
    note = Note(**said)
    if note.author_id:
        note.author = author
    return note


def _about(known: list[Sender]) -> Q:
    marks = {address_mark(address) for sender in known for address in sender.addresses}
    marks |= {network for sender in known for network in sender.networks}
    users = [sender.user.pk for sender in known if sender.user]
    return Q(user__in=users) | (Q(mark__in=marks) & ~Q(mark="")) | Q(whom__in=[Whom.DOMAIN, Whom.PATTERN])


def _holds(measure: Measure, sender: Sender, comment: Comment) -> bool:
    """For the writer of this comment, below its article."""
    if measure.under_id and measure.under_id != comment.discussion.post.author_id:
        return False
    if measure.whom == Whom.ACCOUNT:
        return sender.user is not None and measure.user_id == sender.user.pk
    return senders.is_about(measure, sender)


def _senders(comments: Iterable[Comment]) -> Iterable[tuple[Comment, Sender]]:
    """The proven addresses of all accounts in one query."""
    accounts = {comment.user_id for comment in comments if comment.user_id}
    proven: dict[int, set[str]] = defaultdict(set)
    for row in EmailAddress.objects.filter(user__in=accounts, verified=True) if accounts else ():
        proven[row.user_id].add(row.email.lower())
    for comment in comments:
        if comment.user:
            networks = frozenset({comment.network} - {""})
            yield comment, Sender(comment.user, frozenset(proven[comment.user.pk]), "", networks, comment.user.name)
        else:
            yield comment, senders.of_comment(comment)
