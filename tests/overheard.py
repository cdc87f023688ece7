"""Listens to every line that is logged while the suite runs: a test during which somebody is named in one fails.

Each test judges its own lines, so this works in every process of xdist alike. A line costs microseconds, and a
test without any next to nothing.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models.signals import post_save

from blog import logs

SHORTEST = 6  # a name of three letters stands in many words
MOST = 500  # comments of one test; a load of them says the same
PERSONAL = ("body", "email", "website", "name")  # columns of a comment

# However they came to be known: any address but this machine's, and what opens a private page.
FORBIDDEN = re.compile(
    r"[\w.+-]+@[\w-]+\.[a-z]{2,}"
    r"|(?<![\w.])(?!127\.|0\.0\.0\.0)(?:\d{1,3}\.){3}\d{1,3}(?![\w.])"
    r"|/comments/(?:receipt|mail)/[^…\s]|/mail/stop/[^…\s]|/admin/queue/feed/[^…\s]|[?&](?:sent|token)=[^…\s]"
    r"|correct horse|csrfmiddlewaretoken|sessionid"
)


class Overheard(logging.Handler):
    """Keeps the lines, as the site would write them, that name somebody."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logs.ReadableLines())
        self.known: set[str] = set()
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)
        if FORBIDDEN.search(line) or any(text in line for text in [*self.known, settings.SECRET_KEY]):
            self.found.append(line)

    def learn(self, instance: Any, **kwargs: Any) -> None:
        """What a comment of this test says, and of whom."""
        if len(self.known) < MOST * len(PERSONAL):
            said = (str(instance.__dict__.get(column) or "") for column in PERSONAL)
            self.known.update(text for text in said if len(text) >= SHORTEST)

    def judged(self) -> list[str]:
        found, self.found = self.found, []
        self.known.clear()
        return found


ears = Overheard()


@pytest.fixture(autouse=True, scope="session")
def _known_comments() -> None:
    post_save.connect(ears.learn, sender=apps.get_model("comments", "Comment"))


@pytest.fixture(autouse=True)
def _logs_name_nobody() -> Iterator[None]:
    root = logging.getLogger()
    if ears not in root.handlers:  # a test may have set all of logging up anew
        root.addHandler(ears)
    yield
    found = ears.judged()
    assert not found, "Somebody is named in the log:\n" + "\n".join(found)
