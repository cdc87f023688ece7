"""The rehearsal: `python -m tests.comments.uproar SEED ROUNDS`. Prints one JSON object."""

# ruff: noqa: E402 - models can be imported once Django is set up

from __future__ import annotations

import json
import random
import re
import sys
import time
from collections import Counter
from email import message_from_bytes, policy
from typing import Any

import django

django.setup()

from django.conf import settings

from blog.mail.models import Letter
from tests.comments.uproar import hands
from tests.comments.uproar.acts import Town
from tests.comments.uproar.hands import Plan
from tests.comments.uproar.ledger import Ledger, Mail, View
from tests.comments.uproar.office import Office, Temper, opened

AWAY = 1  # a port where nobody answers
MOODS = ["willing"] * 5 + ["busy", "stalls", "cuts", "cuts", "mute", "mute", "away"]
UNSURE = {"mute", "stalls"}  # a mail may have been taken, and our worker does not know
MOST_OF_THE_END = 12  # rounds until nothing is owed


class Rehearsal:
    def __init__(self, seed: int, office: Office) -> None:
        self.chance, self.office, self.ledger = random.Random(seed), office, Ledger()
        self.town = Town(self.chance, self.ledger)
        self.seen: Counter[str] = Counter()

    def round(self, number: int) -> None:
        for _act in range(self.chance.randint(0, 4)):
            self.seen[self.town.act()] += 1
        self._let_time_pass()
        mood = self.chance.choice(MOODS)
        refused = self.chance.sample(self.town.readers, 2) if self.chance.random() < 0.1 else []
        self.office.be(Temper(mood, self.chance.randint(0, 4), frozenset(refused)))
        plans = [self._plan() for _worker in range(self.chance.randint(1, 2))]
        self._work(number, plans, mood, acts_meanwhile=self.chance.random() < 0.3)

    def _let_time_pass(self) -> None:
        die = self.chance.random()
        if die < 0.15:
            self.town.a_day_goes_by()
        elif die < 0.85:
            self.town.hours_go_by()

    def _plan(self) -> Plan:
        die, by_task = self.chance.random(), self.chance.random() < 0.3
        if die < 0.25:
            most = self.chance.choice([30, 200])  # the fan-out comes first, and is done in few queries
            return Plan(self.chance.randint(1, most), self.chance.random() < 0.5, by_task=by_task)
        if die < 0.4:
            return Plan(moment=self.chance.uniform(0.01, 0.4), by_task=by_task)
        return Plan(by_task=by_task)

    def _work(self, number: int, plans: list[Plan], mood: str = "willing", acts_meanwhile: bool = False) -> None:
        before = self.ledger.view()
        patience = hands.SHORT if mood == "stalls" else hands.LONG
        crew = hands.started(plans, AWAY if mood == "away" else self.office.port, patience)
        if acts_meanwhile:
            time.sleep(self.chance.uniform(0.0, 0.1))
            self.seen[f"{self.town.act()} meanwhile"] += 1
        crew = hands.ended(crew)
        after = self.ledger.view()
        killed = sum(not hand.is_whole for hand in crew)
        self.seen.update({"killed": killed, mood: 1})
        if killed or mood in UNSURE:
            self.ledger.doubtful.add(number)
        self.ledger.worked(before, after, is_whole=killed < len(crew))
        for what, address, content in self.office.taken():
            self._happened(what, address, content, number, (before, after))

    def _happened(self, what: str, address: str, content: bytes, number: int, views: tuple[View, View]) -> None:
        self.seen[what] += 1
        if what == "refused":
            self.ledger.may_be_lost(lambda pair: pair[0] == address)
        elif mail := read(address, content):
            self.ledger.arrived(mail, number, *views)

    def end(self, number: int) -> int:
        """A willing server and a worker whom nobody kills, until nothing is owed. Returns what is owed then."""
        self.office.be(Temper())
        for further in range(MOST_OF_THE_END):
            self.town.a_day_goes_by()
            self._work(number + further, [Plan()])
            is_told = not any(said.tell and not said.is_told for said in self.ledger.sayings.values())
            if is_told and not Letter.objects.owed().exists():
                break
        return Letter.objects.owed().count()

    def result(self, owed: int, seconds: float) -> dict[str, Any]:
        ledger = self.ledger
        lost = [f"lost: {address} about {pk}" for address, pk in ledger.lost()]
        return {
            "wrong": [*ledger.wrong, *lost],
            "owed": owed,
            "comments": len(ledger.sayings),
            "due": len(ledger.due_pairs()),
            "came": sum(map(bool, ledger.came.values())),
            "doubles": ledger.doubles,
            "seconds": round(seconds),
            "seen": self.seen,
        }


def read(address: str, content: bytes) -> Mail | None:
    """What a mail tells its reader of; None for one that is no news of what others wrote."""
    mail = message_from_bytes(content, policy=policy.default)
    end, text = mail["List-Unsubscribe"], mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    is_digest = "/unfollow/daily/" in end
    if not is_digest and "/unfollow/" not in end and " on your “" not in mail["Subject"]:
        return None
    link = re.compile(rf"^{re.escape(settings.SITE_URL)}/comments/(\d+)/\r?$", re.MULTILINE)
    return Mail(address, tuple(map(int, link.findall(text))), mail["Message-ID"], is_digest)


def main(seed: int, rounds: int) -> None:
    began = time.monotonic()
    with opened() as office:
        rehearsal = Rehearsal(seed, office)
        for number in range(rounds):
            rehearsal.round(number)
        result = rehearsal.result(rehearsal.end(rounds), time.monotonic() - began)
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
