"""What has to come of everything that happens: kept beside the site, from what people did and what mail arrived.

Nothing here asks the code under test. Of each person and each comment it is known whether a mail MUST come, MAY come
(somebody was killed, or changed their mind and changed it back), or must not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

NOW, DAILY, NEVER = "now", "daily", "never"
LATER, DUE = "later", "due"  # when word of a comment is to go out
MAY, MUST = "may", "must"

Pair = tuple[str, int]


@dataclass
class Person:
    address: str
    is_author: bool = False  # of the articles, who hears of everything below them
    here: dict[int, tuple[str, str]] = field(default_factory=dict)  # discussion: what of it, how often
    threads: dict[int, str] = field(default_factory=dict)  # root: how often; never is muted
    answers: str = NOW
    is_stopped: bool = False


@dataclass
class Saying:
    pk: int
    place: int
    root: int
    parent: int | None
    writer: str
    is_by_author: bool
    wants_news: bool
    is_visible: bool = False
    is_erased: bool = False
    tell: str = ""
    is_perhaps_told: bool = False
    is_told: bool = False


@dataclass(frozen=True)
class View:
    """Of one moment: what may be sent to whom, and about what word goes out."""

    wanted: frozenset[Pair]
    due: frozenset[int]


@dataclass(frozen=True)
class Mail:
    """`is_digest`: it may also tell of what its reader came to follow on the same day, after it was told."""

    to: str
    about: tuple[int, ...]
    message_id: str
    is_digest: bool = False


@dataclass
class Ledger:
    people: dict[str, Person] = field(default_factory=dict)
    sayings: dict[int, Saying] = field(default_factory=dict)
    owed: dict[Pair, str] = field(default_factory=dict)
    came: dict[Pair, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))  # round, Message-ID
    excused: set[Pair] = field(default_factory=set)  # what was known of them was erased on demand
    doubtful: set[int] = field(default_factory=set)  # rounds in which a mail may have gone out without being noted
    wrong: list[str] = field(default_factory=list)
    doubles: int = 0

    def view(self) -> View:
        wanted = {
            (to, pk) for to, who in self.people.items() for pk, said in self.sayings.items() if wants(self, who, said)
        }
        due = {pk for pk, said in self.sayings.items() if said.is_visible and said.tell == DUE and not said.is_told}
        return View(frozenset(wanted), frozenset(due))

    def become(self, pk: int, is_visible: bool) -> None:
        said = self.sayings[pk]
        said.is_visible = is_visible
        said.tell = LATER if is_visible and not said.is_told else ""

    def may_be_lost(self, which: Callable[[Pair], bool]) -> None:
        for pair in filter(which, self.owed):
            self.owed[pair] = MAY

    def worked(self, before: View, after: View, is_whole: bool) -> None:
        """Workers were at work between these two moments; one of them did all there was, or none did."""
        for pk in before.due | after.due:
            said = self.sayings[pk]
            is_sure = pk in before.due and pk in after.due
            for address in self.people:
                pair = (address, pk)
                if is_sure and not said.is_perhaps_told and pair in before.wanted and pair in after.wanted:
                    self.owed[pair] = MUST
                elif pair in before.wanted or pair in after.wanted:
                    self.owed.setdefault(pair, MAY)
            said.is_perhaps_told = True
            said.is_told = said.is_told or (is_sure and is_whole)
        always = before.wanted & after.wanted
        self.may_be_lost(lambda pair: pair not in always)

    def arrived(self, mail: Mail, number: int, before: View, after: View) -> None:
        for pk in mail.about:
            if why := self._why_not(mail, pk, before.wanted | after.wanted):
                self.wrong.append(f"round {number}: {why}: {mail.to} about {pk}{' in a digest' * mail.is_digest}")
            pair = (mail.to, pk)
            self._count_double(pair, mail, number)
            self.came[pair].append((number, mail.message_id))

    def _why_not(self, mail: Mail, pk: int, wanted: frozenset[Pair]) -> str:
        pair, said = (mail.to, pk), self.sayings.get(pk)
        if mail.to not in self.people:
            return "to a stranger"
        if said is None:
            return "about nothing"
        if said.writer == mail.to:
            return "to its writer"
        if not said.is_visible and pair not in wanted:
            return "not to be read at that moment"
        if pair not in wanted:
            return "not wanted"
        if pair not in self.owed and not mail.is_digest:
            return "too early, or too late"
        return ""

    def _count_double(self, pair: Pair, mail: Mail, number: int) -> None:
        earlier = self.came[pair]
        if not earlier or pair in self.excused:
            return
        self.doubles += 1
        if {message_id for _number, message_id in earlier} != {mail.message_id}:
            self.wrong.append(f"round {number}: twice, by two letters: {pair}, {earlier}")
        elif earlier[-1][0] not in self.doubtful:
            self.wrong.append(f"round {number}: twice without need: {pair}, {earlier}")

    def lost(self) -> list[Pair]:
        return [pair for pair in self.due_pairs() if not self.came.get(pair)]

    def due_pairs(self) -> list[Pair]:
        return [pair for pair, state in self.owed.items() if state == MUST and pair not in self.excused]


def wants(ledger: Ledger, who: Person, said: Saying) -> bool:
    """May this person be written to about this comment at this moment?"""
    if not said.is_visible or said.is_erased or who.is_stopped or said.writer == who.address:
        return False
    return who.is_author or pace(ledger, who, said) != NEVER


def pace(ledger: Ledger, who: Person, said: Saying) -> str:
    if who.threads.get(said.root) == NEVER:
        return NEVER
    parent = ledger.sayings.get(said.parent or 0)
    if parent and parent.writer == who.address and parent.wants_news and parent.is_visible and who.answers != NEVER:
        return who.answers
    if said.root in who.threads:
        return who.threads[said.root]
    scope, how_often = who.here.get(said.place, ("", NEVER))
    return how_often if scope == "discussion" or said.is_by_author else NEVER
