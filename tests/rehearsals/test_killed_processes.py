"""SIGKILL at random moments, while eight people write: what the site took is there, and every letter arrives."""

from __future__ import annotations

import os
import random
import time
from collections import Counter

import pytest

from tests.blog.mail.post_office import PostOffice
from tests.engines import ENGINES
from tests.rehearsals.house import House, a_house, kill, webs_of, worker_of
from tests.rehearsals.writers import Writers
from tests.serving import session, until

WRITERS = 8
LETTERS_A_ROUND = 2
END_SECONDS = 120  # until nothing is owed any more, on a loaded machine

# Letters that are due one after the other, so that the worker has always one in hand.
OWE = """
from datetime import timedelta
from django.utils import timezone
from blog.mail import outbox
from blog.posts.models import Post
from tests.builders import a_comment
post = Post.objects.first()
for n in range({letters}):
    comment = a_comment(post, email=f"reader{{n}}@example.org", body=f"Reader {{n}}.")
    outbox.owe("proof", comment.email, about=comment.pk, due_at=timezone.now() + timedelta(seconds=n / 2))
print("owed")
"""
# What a killed worker held is another's after five minutes: these are over now, and all that waits is due.
LATER = """
from blog.mail.models import Letter
from blog.chores.models import Chore
from django.utils import timezone
now = timezone.now()
Chore.objects.update(claimed_until=None, try_at=None)
print(Letter.objects.unsent().update(claimed_until=None, claimed_by=None, due_at=now, try_at=now))
"""


@pytest.fixture
def post_office():
    office = PostOffice()
    office.open()
    yield office
    office.close()


# A hundred on the one whose file is the server's own; PostgreSQL's rounds take longer, and it writes its log by itself.
LONG = [
    pytest.param(engine, rounds, marks=pytest.mark.rehearsal) for engine, rounds in zip(ENGINES, (100, 40), strict=True)
]
SHORT = [pytest.param(engine, 4, marks=pytest.mark.rehearsed) for engine in ENGINES]


@pytest.mark.parametrize(("engine", "rounds"), [*SHORT, *LONG])
def test_what_was_taken_is_there_and_every_letter_arrives(engine, rounds, prepared, tmp_path, post_office):
    letters = LETTERS_A_ROUND * rounds
    with a_house(engine, tmp_path, prepared, EMAIL_URL=post_office.address) as house:
        house.shell(OWE.format(letters=letters))
        killed = Killing(house, random.Random(rounds)).rounds(rounds)
        house.shell(LATER)
        with house.served():
            assert until(lambda: len(set(post_office.ids)) == letters, END_SECONDS)
            assert until(lambda: house.reckon()["owed"] == 0, END_SECONDS)
        found = house.reckon()
    print(engine, rounds, killed.victims, killed.writers.answers, found["comments"], len(post_office.ids))  # noqa: T201
    assert set(killed.writers.taken) <= set(found["bodies"])
    assert killed.writers.odd == []
    assert len(killed.writers.taken) >= 2 * rounds  # or nobody wrote
    assert (found["faults"], found["miscounted"], found["given_up"]) == (0, [], 0)
    assert found["counted"] == found["shown"]
    assert repeated(killed.writers.taken, found["bodies"]) == []
    doubles = len(post_office.ids) - letters  # of the same number: whoever died had handed one over, and not noted it
    assert 0 <= doubles <= killed.victims["worker"] + killed.victims["all of it"]


def repeated(taken: list[str], bodies: list[str]) -> list[str]:
    counts = Counter(bodies)
    return [text for text in taken if counts[text] > 1]


def is_complete(server: int) -> bool:
    return worker_of(server) is not None and len(webs_of(server)) == 2


class Killing:
    """Kills one process a round. Only the main one has to be started again by somebody."""

    def __init__(self, house: House, chance: random.Random) -> None:
        self.house, self.chance = house, chance
        self.victims: Counter[str] = Counter()

    def rounds(self, number: int) -> Killing:
        left = number
        while left:
            with self.house.served() as server:
                if not self.victims:
                    self.writers = Writers(self.house.port, self.house.articles, WRITERS)
                with self.writers.writing():
                    left -= self._until_all_of_it_dies(server.pid, left)
            self.writers.ended.clear()
        return self

    def _until_all_of_it_dies(self, server: int, most: int) -> int:
        """In how many rounds."""
        for number in range(1, most + 1):
            time.sleep(self.chance.uniform(0.05, 1.0))
            victim = self.chance.choices(["web", "worker", "all of it"], [75, 15, 10])[0]
            self.victims[victim] += 1
            if victim == "all of it":
                kill(server)
                return number
            if not self._kill_one(server, victim):
                self.victims["all of it"] += 1
                return number
        return most

    def _kill_one(self, server: int, victim: str) -> bool:
        """False where granian took it for a crash loop, the same process twice in seconds, and ended: systemd's turn."""
        taken = len(self.writers.taken)
        assert until(lambda: server not in session(server) or is_complete(server), 60)
        if server not in session(server):
            return False
        process = worker_of(server) if victim == "worker" else self.chance.choice(webs_of(server))
        os.kill(process, 9)
        assert until(lambda: process not in session(server), 60)
        # The others go on, or its successor.
        assert until(lambda: len(self.writers.taken) > taken or server not in session(server), 60)
        return server in session(server)
