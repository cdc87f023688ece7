"""Comments of several clients over HTTP, for so many seconds: `python -m tests.benchmarks.wire PORT SECONDS ARTICLE...`.

The clients are a process of their own, as they share no lock of Python's with the server. Prints a line when they
begin, and one of JSON in the end. Meanwhile somebody reads another article, as they did in quiet before.
"""

from __future__ import annotations

import json
import random
import socket
import statistics
import subprocess
import sys
import time
from typing import Any
from urllib.parse import urlencode

from tests.benchmarks.databases import Site
from tests.benchmarks.kept import p99, paced, started, wrk
from tests.rehearsals.house import FURNISH
from tests.rehearsals.writers import Answer, Writers
from tests.source import ROOT

CLIENTS = 8
WARMS_UP = 20  # comments, by one client


class Patient(Writers):
    """Who look at the clock, and take as little of the server's processors as they can: theirs would be elsewhere.

    `waited`: milliseconds for each text that was taken.
    """

    def __init__(self, port: int, articles: list[str], number: int) -> None:
        super().__init__(port, articles, number)
        self.waited: list[float] = []
        self.hidden = {action: urlencode(fields) for action, fields in self.forms}

    def send(self, text: str, chance: random.Random) -> Answer:
        action, _fields = chance.choice(self.forms)
        answerable = self.shown[action][-30:]
        parent = chance.choice(answerable) if answerable and chance.random() < 0.6 else ""
        words = f"{self.hidden[action]}&name=Bob&email=bob%40example.org&parent={parent}&body={text.replace(' ', '+')}"
        began = time.perf_counter()
        answer = posted(self.port, action, words.encode())
        self.answers[answer.status] += 1
        if answer.status == 303:
            self.waited.append((time.perf_counter() - began) * 1000)
            self.taken.append(text)
            self.shown[action].append(answer.headers["location"].rpartition("#comment-")[2])
        return answer


def posted(port: int, path: str, body: bytes) -> Answer:
    """Of the answer the status and the headers."""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nConnection: close\r\n"
    head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), 60) as connection:
        connection.sendall(head.encode() + body)
        told = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    first, *lines = told.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    pairs = (line.partition(": ") for line in lines)
    return Answer(int(first.split()[1]), {name.lower(): value for name, _, value in pairs})


def measured(site: Site, articles: int, seconds: float) -> dict[str, Any]:
    """What the clients were answered, what of it is lost or damaged afterwards, and how long readers waited."""
    furnish = FURNISH % (articles + 1)
    *paths, path = json.loads(site.run("manage.py", "shell", "--verbosity=0", "-c", furnish).splitlines()[-1])
    words = [sys.executable, "-m", "tests.benchmarks.wire"]
    with started(site) as port:
        address = f"http://localhost:{port}{path}"
        wrk(address, 1)  # both processes have made the page once
        quiet = paced(address, lambda: True, seconds)
        begun = [*words, str(port), str(seconds), *paths]
        with subprocess.Popen(begun, cwd=ROOT, env=site.env, stdout=subprocess.PIPE, text=True) as clients:
            clients.stdout.readline()
            busy = paced(address, lambda: True, seconds)
            said = json.loads(clients.stdout.read())
    stored = json.loads(site.run("-m", "tests.rehearsals.reckoning"))
    return {
        **said,
        "lost": len(set(said["taken"]) - set(stored["bodies"])),
        "damage": stored["faults"] + len(stored["miscounted"]),
        "quiet": p99(quiet),
        "busy": p99(busy),
    }


def main(port: int, seconds: float, articles: list[str]) -> None:
    early = Writers(port, articles, 1)
    for number in range(WARMS_UP):
        early.send(f"Early word {number}.", random.Random(number))
    clients = Patient(port, articles, CLIENTS)
    sys.stdout.write("They begin.\n")
    sys.stdout.flush()
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
