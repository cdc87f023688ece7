"""People who write comments over the wire, as plain clients, and remember which of them the site took."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from itertools import count
from urllib.parse import urlencode, urlsplit

from tests.outage import form_in

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}


@dataclass
class Answer:
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def text(self) -> str:
        return unescape(self.body.decode())


GONE = Answer(0)  # nobody answered, or not to the end


def ask(
    port: int, path: str, fields: dict[str, str] | None = None, *, body: bytes | None = None, **headers: str
) -> Answer:
    """GET, or POST of a form's fields or of any body. Where the site breaks off: `GONE`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        body = urlencode(fields).encode() if fields is not None else body
        told = {"Host": "localhost", **(FORM if body is not None else {"Accept": "text/html"}), **headers}
        connection.request("GET" if body is None else "POST", path, body, told)
        response = connection.getresponse()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    except (OSError, http.client.HTTPException):
        return GONE
    finally:
        connection.close()


def reply_form(port: int, article: str) -> tuple[str, dict[str, str]]:
    action, fields = form_in(ask(port, article).body, "/comments/on/")
    return urlsplit(action).path, fields


class Writers:
    """Several people at once. `taken` holds every text that was answered by 303."""

    def __init__(self, port: int, articles: list[str], number: int) -> None:
        self.port, self.number = port, number
        self.forms = [reply_form(port, article) for article in articles]
        self.shown: dict[str, list[str]] = {action: [] for action, _fields in self.forms}
        self.taken: list[str] = []
        self.answers: Counter[int] = Counter()
        self.odd: list[Answer] = []  # neither taken, nor asked to come again, nor broken off
        self.last_taken = 0.0  # on the monotonic clock
        self.ended = threading.Event()
        self.serial = count(1)  # no text comes twice

    @contextmanager
    def writing(self) -> Iterator[None]:
        threads = [threading.Thread(target=self._write, args=(number,)) for number in range(self.number)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.ended.set()
            for thread in threads:
                thread.join()

    def send(self, text: str, chance: random.Random) -> Answer:
        action, fields = chance.choice(self.forms)
        answerable = self.shown[action][-30:]
        parent = chance.choice(answerable) if answerable and chance.random() < 0.6 else ""
        who = {"name": "Bob", "email": "bob@example.org", "body": text, "parent": parent}
        answer = ask(self.port, action, {**fields, **who})
        self.answers[answer.status] += 1
        if answer.status == 303:
            self.taken.append(text)
            self.shown[action].append(answer.headers["location"].rpartition("#comment-")[2])
            self.last_taken = time.monotonic()
        elif answer.status not in {0, 503}:
            self.odd.append(answer)
        return answer

    def _write(self, number: int) -> None:
        chance = random.Random(number)
        while not self.ended.is_set():
            if self.send(f"Writer {number} says {next(self.serial)}.", chance).status != 303:
                time.sleep(0.1)
