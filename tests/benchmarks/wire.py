"""Comments of several clients over HTTP, for so many seconds: `python -m tests.benchmarks.wire PORT SECONDS ARTICLE...`.

The clients are a process of their own, as they share no lock of Python's with the server. Prints one JSON object.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from typing import Any

from tests.benchmarks.databases import Site
from tests.benchmarks.kept import p99, started
from tests.rehearsals.house import FURNISH
from tests.rehearsals.writers import Answer, Writers

CLIENTS = 8
WARMS_UP = 20  # comments, by one client


class Patient(Writers):
    """Who also look at the clock. `waited`: milliseconds for each text that was taken."""

    def __init__(self, port: int, articles: list[str], number: int) -> None:
        super().__init__(port, articles, number)
        self.waited: list[float] = []

    def send(self, text: str, chance: random.Random) -> Answer:
        began = time.perf_counter()
        answer = super().send(text, chance)
        if answer.status == 303:
            self.waited.append((time.perf_counter() - began) * 1000)
        return answer


def measured(site: Site, articles: int, seconds: float) -> dict[str, Any]:
    """What the clients were answered, and what of it is lost or damaged afterwards."""
    paths = json.loads(site.run("manage.py", "shell", "--verbosity=0", "-c", FURNISH % articles).splitlines()[-1])
    with started(site) as port:
        said = json.loads(site.run("-m", "tests.benchmarks.wire", str(port), str(seconds), *paths))
    stored = json.loads(site.run("-m", "tests.rehearsals.reckoning"))
    damage = stored["faults"] + len(stored["miscounted"])
    return {**said, "lost": len(set(said["taken"]) - set(stored["bodies"])), "damage": damage}


def main(port: int, seconds: float, articles: list[str]) -> None:
    early = Writers(port, articles, 1)
    for number in range(WARMS_UP):
        early.send(f"Early word {number}.", random.Random(number))
    clients = Patient(port, articles, CLIENTS)
    began = time.perf_counter()
    with clients.writing():
        time.sleep(seconds)
    facts = {
        "taken": clients.taken,
        "refused": sum(clients.answers.values()) - len(clients.taken),
        "per_second": len(clients.taken) / (time.perf_counter() - began),
        "median": statistics.median(clients.waited),
        "p99": p99(clients.waited),
    }
    sys.stdout.write(json.dumps(facts))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3:])
